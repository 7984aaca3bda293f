import type { Language } from '../../base/locale/language.ts';
import type { Instant } from '../../base/time/instant.ts';
import type { Release } from '../../domain/release.ts';
import type { Entry } from '../../feeds/entry.ts';
import type { ReleaseMedia } from '../parts/gallery.tsx';
import type { NewsroomContext } from '../parts/newsroom-context.ts';

export interface ReleaseView extends NewsroomContext {
  readonly release: Release;
  /** The variant on the page: in the page's language if the release has it, else in the best other language. */
  readonly variantLanguage: Language;
  readonly media: readonly ReleaseMedia[];
  /** The newsroom's latest other releases in the page's language. */
  readonly otherReleases: readonly Entry[];
  /** Present on the page of a preview link, which shows the release in any state. */
  readonly preview?: ReleasePreview;
}

export interface ReleasePreview {
  readonly languages: readonly Language[];
  readonly urlIn: (language: Language) => string;
  readonly expiresAt: Instant;
}
