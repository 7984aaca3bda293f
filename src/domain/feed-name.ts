import type { Language } from '../base/locale/language.ts';
import type { ReleaseType } from './release.ts';

/**
 * Public addresses. `baseUrl` comes from the configuration, without a slash at its end, and never from a request.
 * Every part is percent-encoded here, so callers give slugs and keywords as they are.
 */

/** What of a timeline a feed holds. Keywords are canonical: NFC and lower case. */
export type Cut =
  | { readonly kind: 'all' }
  | { readonly kind: 'keyword'; readonly keyword: string }
  | { readonly kind: 'type'; readonly type: ReleaseType };

/** A feed in every format; `newsroom` is a slug, or null for the feed across all newsrooms. */
export interface FeedName {
  readonly language: Language;
  readonly newsroom: string | null;
  readonly cut: Cut;
}

export const FORMATS = ['rss', 'atom', 'json'] as const;

export type Format = (typeof FORMATS)[number];

export function isFormat(value: unknown): value is Format {
  return typeof value === 'string' && (FORMATS as readonly string[]).includes(value);
}
