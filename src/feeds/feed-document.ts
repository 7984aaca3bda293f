import { type Language, pickText } from '../base/locale/language.ts';
import { translate } from '../base/locale/translate.ts';
import { type Document, makeDocument } from '../documents/document.ts';
import { type ByFormat, byFormat, type FeedName, FORMATS, type Format } from '../domain/feed-name.ts';
import { tagUri } from '../domain/tag-uri.ts';
import { cutSegment } from '../domain/timeline.ts';
import { feedHomeUrl, feedUrl, hubUrl } from '../domain/urls.ts';
import type { FeedDependencies } from './dependencies.ts';
import type { Publisher } from './entry.ts';
import type { FeedHead } from './feed.ts';
import type { FeedSource } from './feed-source.ts';
import { FEED_FORMATS } from './formats/formats.ts';
import { renderFeedInTurns } from './formats/render-feed.ts';

export async function feedDocument(
  source: FeedSource,
  format: Format,
  { compress, store, caches: { fragments } }: FeedDependencies,
): Promise<Document> {
  const { feed, changedAt, crowded, tags } = source;
  const head = feedHead(source);
  return makeDocument(
    await renderFeedInTurns(format, head, source.entries, fragments, () => store.pause()),
    {
      mediaType: FEED_FORMATS[format].mediaType,
      language: feed.language,
      lastModified: changedAt,
      crowded,
      tags,
      links: linkHeader(head, format),
    },
    compress,
  );
}

export function feedHead(source: FeedSource): FeedHead {
  const { feed, baseUrl, archive, previous, entries, tombstones, languages, founding } = source;
  const urls = (name: FeedName, k: number | null): ByFormat<string> =>
    byFormat((format) => feedUrl(baseUrl, name, format, k ?? undefined));
  const instants = [...entries.map(({ updatedAt }) => updatedAt), ...tombstones.map(({ at }) => at)];
  return {
    id: feedId(source),
    ...titleAndDescription(source),
    language: feed.language,
    homeUrl: feedHomeUrl(baseUrl, feed),
    selfUrls: urls(feed, archive),
    // A keyword belongs to one language, so its feeds have no translations.
    translations:
      feed.cut.kind === 'keyword' || archive !== null
        ? []
        : languages
            .filter((language) => language !== feed.language)
            .map((language) => ({ language, urls: urls({ ...feed, language }, null) })),
    updatedAt: instants.length === 0 ? founding.createdAt : Math.max(...instants),
    author: feedAuthor(source),
    current: archive === null ? null : urls(feed, null),
    prevArchive: previous === null ? null : urls(feed, previous),
    tombstones,
    // An archive document is not a WebSub topic.
    hubUrl: archive === null ? hubUrl(baseUrl, source.externalHub) : null,
  };
}

function feedId({ feed, newsroom, founding }: FeedSource): string {
  const owner = newsroom === null ? 'all' : `newsroom/${newsroom.number}`;
  const cut = feed.cut.kind === 'all' ? '' : `/${cutSegment(feed.cut)}`;
  return tagUri(founding, `${owner}/${feed.language}${cut}`);
}

function feedAuthor({ feed, newsroom, baseUrl }: FeedSource): Publisher {
  const url = feedHomeUrl(baseUrl, { ...feed, cut: { kind: 'all' } });
  const name =
    newsroom === null ? undefined : pickText(newsroom.name, feed.language, newsroom.defaultLanguage);
  return { name: name ?? translate(feed.language, 'feed:all.title'), url };
}

function titleAndDescription(source: FeedSource): { title: string; description: string } {
  const { feed, newsroom } = source;
  const { language, cut } = feed;
  if (newsroom === null) {
    return {
      title: translate(language, 'feed:all.title'),
      description: translate(language, 'feed:all.description'),
    };
  }
  const name = feedAuthor(source).name;
  if (cut.kind === 'keyword') {
    const params = { name, keyword: cut.keyword };
    return {
      title: translate(language, 'feed:keyword.title', params),
      description: translate(language, 'feed:keyword.description', params),
    };
  }
  if (cut.kind === 'type') {
    return {
      title: translate(language, `feed:type.${cut.type}.title`, { name }),
      description: translate(language, `feed:type.${cut.type}.description`, { name }),
    };
  }
  return {
    title: translate(language, 'feed:newsroom.title', { name }),
    description: newsroom.description[language] || translate(language, 'feed:newsroom.description', { name }),
  };
}

/** RFC 8288. WebSub section 4 requires the links `hub` and `self`. */
export function linkHeader(head: FeedHead, format: Format): string {
  const link = (url: string, rel: string, targetFormat: Format, language: Language) =>
    `<${url}>; rel="${rel}"; type="${FEED_FORMATS[targetFormat].mediaType.replace(/;.*/, '')}"; hreflang="${language}"`;
  return [
    ...(head.hubUrl === null ? [] : [`<${head.hubUrl}>; rel="hub"`]),
    link(head.selfUrls[format], 'self', format, head.language),
    ...FORMATS.filter((other) => other !== format).map((other) =>
      link(head.selfUrls[other], 'alternate', other, head.language),
    ),
    ...head.translations.map(({ language, urls }) => link(urls[format], 'alternate', format, language)),
  ].join(', ');
}
