import type { Language } from '../base/locale/language.ts';
import type { FeedName, Format } from './feed-name.ts';

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

/** All newsrooms. */
export function homeOf(baseUrl: string, language: Language): string {
  return `${baseUrl}/${language}/`;
}

/** `month` is `yyyy-mm`. */
export function monthUrl(baseUrl: string, language: Language, newsroom: string, month: string): string {
  return `${newsroomUrl(baseUrl, language, newsroom)}/${month}`;
}

/** Where the search form asks. */
export function searchPageUrl(baseUrl: string, language: Language, newsroom: string): string {
  return `${newsroomUrl(baseUrl, language, newsroom)}/search`;
}

export function subscribeUrl(baseUrl: string, language: Language, newsroom: string): string {
  return `${newsroomUrl(baseUrl, language, newsroom)}/subscribe`;
}

export function mediaPageUrl(baseUrl: string, language: Language, newsroom: string, id: string): string {
  return `${newsroomUrl(baseUrl, language, newsroom)}/media/${encodeURIComponent(id)}`;
}

export function accessibilityUrl(baseUrl: string, language: Language): string {
  return `${baseUrl}/${language}/accessibility.html`;
}

/** A release for whoever holds the link; `token` is the signed part. */
export function previewUrl(baseUrl: string, language: Language, newsroom: string, token: string): string {
  return `${newsroomUrl(baseUrl, language, newsroom)}/preview/${token}`;
}

/** The parts of all newsrooms' sitemaps. */
export function sitemapUrl(baseUrl: string): string {
  return `${baseUrl}/sitemap.xml`;
}

/**
 * A part of a newsroom's sitemap, from 1. At the root, for a sitemap may only name what is below its own folder
 * (sitemaps.org, "Sitemap file location"); by the newsroom's number, which stays when its slug changes.
 */
export function sitemapPartUrl(baseUrl: string, newsroomNumber: number, part: number): string {
  return `${baseUrl}/sitemap-${newsroomNumber}-${part}.xml`;
}

export function newsSitemapUrl(baseUrl: string): string {
  return `${baseUrl}/news-sitemap.xml`;
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

/** The page of what a search finds; `words` is the query in canonical form. */
export function searchUrl(baseUrl: string, language: Language, newsroom: string, words: string): string {
  return `${searchPageUrl(baseUrl, language, newsroom)}?q=${encodeURIComponent(words)}`;
}

/** What a search finds, as a feed. */
export function searchFeedUrl(
  baseUrl: string,
  language: Language,
  newsroom: string,
  words: string,
  format: Format,
): string {
  const query = `?q=${encodeURIComponent(words)}`;
  return `${searchPageUrl(baseUrl, language, newsroom)}/feed.${format}${query}`;
}

function timelinePath({ language, newsroom, cut }: FeedName): string {
  const owner = newsroom === null ? `/${language}` : `/${language}/${encodeURIComponent(newsroom)}`;
  if (cut.kind === 'all') return owner;
  return cut.kind === 'keyword'
    ? `${owner}/keywords/${encodeURIComponent(cut.keyword)}`
    : `${owner}/types/${cut.type}`;
}

/** The bytes of a library's file. The number stays when the newsroom's slug changes; the name is decoration. */
export function mediaFileUrl(
  baseUrl: string,
  newsroomNumber: number,
  { id, fileName }: { readonly id: string; readonly fileName: string },
): string {
  return `${baseUrl}/media/${newsroomNumber}/${id}/${encodeURIComponent(fileName)}`;
}

/** A page of one subscriber's, named by a signed token. */
export function subscriptionUrl(
  baseUrl: string,
  page: 'confirm' | 'manage' | 'cancel',
  token: string,
): string {
  return `${baseUrl}/subscriptions/${page}/${token}`;
}

/** Where the hub is that feeds tell of. */
export function hubUrl(baseUrl: string, externalHub: string | null): string {
  return externalHub ?? `${baseUrl}/hub`;
}
