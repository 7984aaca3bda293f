import type { Localized } from '../base/locale/language.ts';
import type { Instant } from '../base/time/instant.ts';

export type MediaKind = 'image' | 'video' | 'document';

export const MEDIA_VISIBILITIES = ['private', 'public'] as const;
export type MediaVisibility = (typeof MEDIA_VISIBILITIES)[number];

export interface MediaItem {
  readonly id: string;
  readonly kind: MediaKind;
  /** The media type that the bytes have, whatever type the client sent. */
  readonly type: string;
  readonly bytes: number;
  /** Pixels; null for a document and for a video without this information. */
  readonly width: number | null;
  readonly height: number | null;
  readonly fileName: string;
  readonly alt: Localized;
  readonly caption: Localized;
  readonly credit: string | null;
  readonly licence: string | null;
  /** Increases by one with every change of the texts; the bytes never change. */
  readonly revision: number;
  readonly createdAt: Instant;
  /**
   * A `private` file is public while something public shows it, a `public` one always. Null for a file that was stored
   * before files had this: it is public unless only releases that are not public refer to it.
   */
  readonly visibility: MediaVisibility | null;
}
