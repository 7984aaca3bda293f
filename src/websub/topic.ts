import { isLanguage } from '../base/locale/language.ts';
import { type Cut, type FeedName, type Format, isFormat } from '../domain/feed-name.ts';
import { RELEASE_TYPES } from '../domain/release.ts';
import { canonicalKeyword, isDotSegment, toOneLine } from '../domain/text.ts';
import { feedUrl } from '../domain/urls.ts';

export interface Topic {
  readonly feed: FeedName;
  readonly format: Format;
}

const PATH = /^\/([^/]+)(?:\/([^/]+)(?:\/(keywords|types)\/([^/]+))?)?\/feed\.([^/]+)$/;

/** A topic has exactly one URL (WebSub section 4). Null for every other URL, also with another percent-encoding. */
export function parseTopic(baseUrl: string, url: string): Topic | null {
  if (!url.startsWith(`${baseUrl}/`)) return null;
  const [, language, slug, kind, value, format] = PATH.exec(url.slice(baseUrl.length)) ?? [];
  if (!isLanguage(language) || !isFormat(format)) return null;
  const cut = parseCut(kind, value);
  const newsroom = slug === undefined ? null : decodeSegment(slug);
  if (cut === null || (slug !== undefined && newsroom === null)) return null;
  const topic = { feed: { language, newsroom, cut }, format };
  return topicUrl(baseUrl, topic) === url ? topic : null;
}

export function topicUrl(baseUrl: string, { feed, format }: Topic): string {
  return feedUrl(baseUrl, feed, format);
}

function parseCut(kind: string | undefined, value: string | undefined): Cut | null {
  if (kind === undefined || value === undefined) return { kind: 'all' };
  if (kind === 'types') {
    const type = RELEASE_TYPES.find((known) => known === value);
    return type === undefined ? null : { kind: 'type', type };
  }
  const keyword = decodeSegment(value);
  if (keyword === null || keyword === '' || isDotSegment(keyword)) return null;
  return canonicalKeyword(toOneLine(keyword)) === keyword ? { kind: 'keyword', keyword } : null;
}

function decodeSegment(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}
