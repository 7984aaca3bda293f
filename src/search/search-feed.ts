import { encodeHex } from '../base/hex.ts';
import { translate } from '../base/locale/translate.ts';
import { feedTags } from '../documents/cache-tags.ts';
import { type EncodedDocument, encodeDocument, makeDocument } from '../documents/document.ts';
import { byFormat } from '../domain/feed-name.ts';
import { tagUri } from '../domain/tag-uri.ts';
import { ownerOf } from '../domain/timeline.ts';
import { searchFeedUrl, searchUrl } from '../domain/urls.ts';
import type { Entry } from '../feeds/entry.ts';
import type { FeedHead } from '../feeds/feed.ts';
import { linkHeader } from '../feeds/feed-document.ts';
import { FEED_FORMATS } from '../feeds/formats/formats.ts';
import { renderFeed } from '../feeds/formats/render-feed.ts';
import { publisherOf } from '../feeds/to-entry.ts';
import type { NewsroomRecord } from '../repository/records.ts';
import { queryWords } from './query.ts';
import type { SearchFeedQuery } from './search-port.ts';

/** Clients can request any number of search feeds, so they are not cached or compressed and have no archive or hub. */
export async function searchFeed(
  { newsroom, key, changedAt, crowded }: NewsroomRecord,
  baseUrl: string,
  { language, words: typed, format }: SearchFeedQuery,
  entries: readonly Entry[],
): Promise<EncodedDocument> {
  const words = queryWords(typed).join(' ');
  const author = publisherOf(newsroom, language, baseUrl);
  const head: FeedHead = {
    id: tagUri(newsroom, `newsroom/${newsroom.number}/${language}/search/${encodeHex(words)}`),
    title: translate(language, 'feed:search.title', { name: author.name, words }),
    description: translate(language, 'feed:search.description', { name: author.name, words }),
    language,
    homeUrl: searchUrl(baseUrl, language, newsroom.slug, words),
    selfUrls: byFormat((of) => searchFeedUrl(baseUrl, language, newsroom.slug, words, of)),
    translations: [],
    updatedAt:
      entries.length === 0 ? newsroom.createdAt : Math.max(...entries.map(({ updatedAt }) => updatedAt)),
    author,
    current: null,
    prevArchive: null,
    // A tombstone would reveal that a withdrawn release matched the query.
    tombstones: [],
    hubUrl: null,
  };
  const document = await makeDocument(
    renderFeed(format, head, entries),
    {
      mediaType: FEED_FORMATS[format].mediaType,
      language,
      crowded,
      lastModified: changedAt,
      tags: feedTags({ owner: ownerOf(key), language, cut: { kind: 'all' } }, null),
      links: linkHeader(head, format),
    },
    async (bytes) => ({ gzip: bytes, br: bytes }),
  );
  return encodeDocument(document, null);
}
