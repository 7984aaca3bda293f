import { isLanguage } from '../base/locale/language.ts';
import { type Cut, type FeedName, type Format, isFormat } from '../domain/feed-name.ts';
import { RELEASE_TYPES } from '../domain/release.ts';
import { canonicalKeyword, isDots, oneLine } from '../domain/text.ts';
import { feedUrl } from '../domain/urls.ts';

/** A feed in one format: what the hub's subscribers follow. */
export interface Topic {
  readonly feed: FeedName;
  readonly format: Format;
}

const PATH = /^\/([^/]+)(?:\/([^/]+)(?:\/(keywords|types)\/([^/]+))?)?\/feed\.([^/]+)$/;

/**
 * The topic that `url` is the explicit address of; null for every other address, be it another host's, a negotiated
 * one, an archive document's or another spelling: WebSub section 4 gives a topic one address.
 */
export function parseTopic(baseUrl: string, url: string): Topic | null {
  if (!url.startsWith(`${baseUrl}/`)) return null;
  const [, language, slug, kind, value, format] = PATH.exec(url.slice(baseUrl.length)) ?? [];
  if (!isLanguage(language) || !isFormat(format)) return null;
  const cut = cutOf(kind, value);
  const newsroom = slug === undefined ? null : decoded(slug);
  if (cut === null || (slug !== undefined && newsroom === null)) return null;
  const topic = { feed: { language, newsroom, cut }, format };
  return topicUrl(baseUrl, topic) === url ? topic : null;
}

export function topicUrl(baseUrl: string, { feed, format }: Topic): string {
  return feedUrl(baseUrl, feed, format);
}

function cutOf(kind: string | undefined, value: string | undefined): Cut | null {
  if (kind === undefined || value === undefined) return { kind: 'all' };
  if (kind === 'types') {
    const type = RELEASE_TYPES.find((known) => known === value);
    return type === undefined ? null : { kind: 'type', type };
  }
  const keyword = decoded(value);
  if (keyword === null || keyword === '' || isDots(keyword)) return null;
  return canonicalKeyword(oneLine(keyword)) === keyword ? { kind: 'keyword', keyword } : null;
}

function decoded(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}
