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

export function directoryUrl(baseUrl: string, language: Language): string {
  return `${baseUrl}/${language}/`;
}

export function monthUrl(baseUrl: string, language: Language, newsroom: string, month: string): string {
  return `${newsroomUrl(baseUrl, language, newsroom)}/${month}`;
}

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

export function previewUrl(baseUrl: string, language: Language, newsroom: string, token: string): string {
  return `${newsroomUrl(baseUrl, language, newsroom)}/preview/${token}`;
}

export function sitemapUrl(baseUrl: string): string {
  return `${baseUrl}/sitemap.xml`;
}

/** Parts start at 1. The file is at the root, because a sitemap may only list pages below its folder (sitemaps.org). */
export function sitemapPartUrl(baseUrl: string, newsroomNumber: number, part: number): string {
  return `${baseUrl}/sitemap-${newsroomNumber}-${part}.xml`;
}

export function newsSitemapUrl(baseUrl: string): string {
  return `${baseUrl}/news-sitemap.xml`;
}

export function feedHomeUrl(baseUrl: string, feed: FeedName): string {
  if (feed.newsroom === null && feed.cut.kind === 'all') return `${baseUrl}/${feed.language}/`;
  return `${baseUrl}${timelinePath(feed)}`;
}

/** `archive` is the number of an archive document (RFC 5005 section 4). */
export function feedUrl(baseUrl: string, feed: FeedName, format: Format, archive?: number): string {
  const query = archive === undefined ? '' : `?archive=${archive}`;
  return `${baseUrl}${timelinePath(feed)}/feed.${format}${query}`;
}

export function searchUrl(baseUrl: string, language: Language, newsroom: string, words: string): string {
  return `${searchPageUrl(baseUrl, language, newsroom)}?q=${encodeURIComponent(words)}`;
}

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

/** The query parameter of a file's address in a preview, with the signature that lets its reader see a file. */
export const PREVIEW_PARAMETER = 'preview';

/** The service ignores the file name; the newsroom number stays the same when the slug changes. */
export function mediaFileUrl(
  baseUrl: string,
  newsroomNumber: number,
  { id, fileName }: { readonly id: string; readonly fileName: string },
): string {
  return `${baseUrl}/media/${newsroomNumber}/${id}/${encodeURIComponent(fileName)}`;
}

export function subscriptionUrl(
  baseUrl: string,
  page: 'confirm' | 'manage' | 'cancel',
  token: string,
): string {
  return `${baseUrl}/subscriptions/${page}/${token}`;
}

export function hubUrl(baseUrl: string, externalHub: string | null): string {
  return externalHub ?? `${baseUrl}/hub`;
}
