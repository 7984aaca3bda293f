import type { Localized } from '../base/locale/language.ts';
import type { Instant } from '../base/time/instant.ts';

/** What can be shown in a gallery, and what is only downloaded. */
export type MediaKind = 'image' | 'video' | 'document';

/** One file of a newsroom's library: freely usable by the press under its licence. */
export interface MediaItem {
  /** Made from the bytes: the same file has the same id. Letters and digits of lower case. */
  readonly id: string;
  readonly kind: MediaKind;
  /** Sniffed from the bytes, never believed: `image/jpeg`. */
  readonly type: string;
  readonly bytes: number;
  /** Pixels; null for a document, and for a video that does not say. */
  readonly width: number | null;
  readonly height: number | null;
  /** For the downloaded file, with the suffix of its type. */
  readonly fileName: string;
  readonly alt: Localized;
  readonly caption: Localized;
  readonly credit: string | null;
  /** `CC BY 4.0`, or whatever the publisher allows in words. */
  readonly licence: string | null;
  /** Grows by one with every change of the words; the bytes never change. */
  readonly revision: number;
  readonly createdAt: Instant;
}
