import type { Language } from './locale/language.ts';
import type { ReleaseType } from './release/release.ts';
import type { Format } from './timeline/feed.ts';

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

export function newsroomUrl(baseUrl: string, language: Language, newsroom: string): string {
  return `${baseUrl}/${language}/${encodeURIComponent(newsroom)}`;
}

export function releaseUrl(
  baseUrl: string,
  language: Language,
  newsroom: string,
  number: number,
  slug: string,
): string {
  return `${newsroomUrl(baseUrl, language, newsroom)}/${number}/${encodeURIComponent(slug)}`;
}

/** The page of all newsrooms, of one, or of one keyword or type: what the feed's readers see as its home. */
export function homeUrl(baseUrl: string, feed: FeedName): string {
  if (feed.newsroom === null && feed.cut.kind === 'all') return `${baseUrl}/${feed.language}/`;
  return `${baseUrl}${timelinePath(feed)}`;
}

/** A feed's explicit address; with `archive`, that of its k-th RFC 5005 archive document. */
export function feedUrl(baseUrl: string, feed: FeedName, format: Format, archive?: number): string {
  const query = archive === undefined ? '' : `?archive=${archive}`;
  return `${baseUrl}${timelinePath(feed)}/feed.${format}${query}`;
}

function timelinePath({ language, newsroom, cut }: FeedName): string {
  const owner = newsroom === null ? `/${language}` : `/${language}/${encodeURIComponent(newsroom)}`;
  if (cut.kind === 'all') return owner;
  return cut.kind === 'keyword'
    ? `${owner}/keywords/${encodeURIComponent(cut.keyword)}`
    : `${owner}/types/${cut.type}`;
}
