import { LANGUAGES, type Language } from '../base/locale/language.ts';
import { translate } from '../base/locale/translate.ts';
import type { Instant } from '../base/time/instant.ts';
import { RELEASES_PER_SITEMAP } from '../domain/limits.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import type { Release } from '../domain/release.ts';
import { feedUrl, newsroomUrl, sitemapPartUrl } from '../domain/urls.ts';
import { publisherOf, toEntry } from '../feeds/to-entry.ts';
import { decodeRelease } from '../repository/records.ts';
import type { Store } from '../storage/store.ts';
import type { Discovery } from './discovery-port.ts';
import { NEWS_SPAN, readNews } from './news.ts';
import { type NewsroomListPage, readNewsroomList } from './newsroom-list.ts';
import { groupedOpml, OPML_LIMIT, OPML_TYPE, type OpmlFeed, type OpmlGroup, opml } from './opml.ts';
import { decodeNewsroom, directoryKeys as keys } from './records.ts';
import { newsSitemap, SITEMAP_LIMITS, SITEMAP_TYPE, type SitemapNews, sitemapIndex } from './sitemap.ts';

/** A news sitemap changes with time only once per step, so that its ETag stays valid as long as caches keep it. */
const NEWS_STEP = 10 * 60 * 1000;
/** Releases in memory at once. */
const RELEASES_PER_BATCH = 20;
/** A release's id is the newsroom's number times this, plus the release's number. */
const IDS_PER_NEWSROOM = 1_000_000;

interface DiscoveryDependencies {
  readonly store: Store;
  readonly baseUrl: string;
}

export function newsSince(now: Instant): Instant {
  return (Math.floor(now / NEWS_STEP) + 1) * NEWS_STEP - NEWS_SPAN;
}

export function discoveryType({ kind }: Discovery): string {
  return kind === 'opml' ? OPML_TYPE : SITEMAP_TYPE;
}

/** `since` matters only for the news sitemap. */
export function discoveryText(
  dependencies: DiscoveryDependencies,
  discovery: Discovery,
  since: Instant,
): Promise<string> {
  switch (discovery.kind) {
    case 'sitemap-index':
      return sitemapIndexText(dependencies);
    case 'news-sitemap':
      return newsSitemapText(dependencies, since);
    case 'opml':
      return discovery.language === null
        ? opmlOfAllLanguages(dependencies)
        : opmlOfLanguage(dependencies, discovery.language);
  }
}

/** Reads one key per part of a sitemap, however many releases the part has. */
async function sitemapIndexText({ store, baseUrl }: DiscoveryDependencies): Promise<string> {
  const parts: string[] = [];
  let newsroom = 0;
  let after: string | undefined;
  while (parts.length < SITEMAP_LIMITS.urls) {
    const [row] = await store.keys(keys.releases(), { limit: 1, ...(after !== undefined && { after }) });
    if (row === undefined) break;
    const id = Number(row.split(':').at(-1));
    const number = Math.floor(id / IDS_PER_NEWSROOM);
    const part = Math.ceil((id % IDS_PER_NEWSROOM) / RELEASES_PER_SITEMAP);
    // The first part always exists, because it contains the newsroom's page.
    if (number !== newsroom && part > 1) parts.push(sitemapPartUrl(baseUrl, number, 1));
    parts.push(sitemapPartUrl(baseUrl, number, part));
    newsroom = number;
    after = keys.release(number * IDS_PER_NEWSROOM + part * RELEASES_PER_SITEMAP);
  }
  return sitemapIndex(parts.slice(0, SITEMAP_LIMITS.urls));
}

async function newsSitemapText({ store, baseUrl }: DiscoveryDependencies, since: Instant): Promise<string> {
  const rows = await readNews(store, since, SITEMAP_LIMITS.news);
  const news: SitemapNews[] = [];
  for (let from = 0; from < rows.length; from += RELEASES_PER_BATCH) {
    const batch = rows.slice(from, from + RELEASES_PER_BATCH);
    const releases = await readReleases(
      store,
      batch.map(({ id }) => id),
    );
    for (const [at, { language }] of batch.entries()) {
      const { newsroom, release } = releases[at] ?? {};
      const entry = newsroom && release ? toEntry(newsroom, release, language, baseUrl) : null;
      if (entry === null) continue;
      const { url, title, publishedAt, publisher } = entry;
      news.push({ url, language, publisher: publisher.name, title, publishedAt });
    }
  }
  return newsSitemap(news);
}

async function readReleases(
  store: Store,
  ids: readonly number[],
): Promise<{ readonly newsroom: Newsroom | null; readonly release: Release | null }[]> {
  const newsrooms = await store.getMany(ids.map((id) => keys.newsroom(Math.floor(id / IDS_PER_NEWSROOM))));
  const releases = await store.getMany(ids.map(keys.release));
  return ids.map((_, at) => ({
    newsroom: decodeNewsroom(newsrooms[at]),
    release: decodeRelease(releases[at]),
  }));
}

async function opmlOfLanguage(dependencies: DiscoveryDependencies, language: Language): Promise<string> {
  return opml(translate(language, 'feed:all.title'), await readFeeds(dependencies, language, OPML_LIMIT));
}

async function opmlOfAllLanguages(dependencies: DiscoveryDependencies): Promise<string> {
  const groups: OpmlGroup[] = [];
  let remaining: number = OPML_LIMIT;
  for (const language of LANGUAGES) {
    const feeds = await readFeeds(dependencies, language, remaining);
    remaining -= feeds.length;
    groups.push({ title: translate(language, `common:language.${language}`), language, feeds });
  }
  return groupedOpml('Kaiku', groups);
}

async function readFeeds(
  { store, baseUrl }: DiscoveryDependencies,
  language: Language,
  limit: number,
): Promise<OpmlFeed[]> {
  const feeds: OpmlFeed[] = [];
  let afterSlug: string | null = null;
  do {
    const list: NewsroomListPage | null = await readNewsroomList(store, language, afterSlug);
    const records = await store.getMany((list?.numbers ?? []).map(keys.newsroom));
    feeds.push(
      ...records
        .flatMap((record) => decodeNewsroom(record) ?? [])
        .map((newsroom) => toOpmlFeed(newsroom, language, baseUrl)),
    );
    afterSlug = list?.next ?? null;
  } while (afterSlug !== null && feeds.length < limit);
  return feeds.slice(0, limit);
}

function toOpmlFeed(newsroom: Newsroom, language: Language, baseUrl: string): OpmlFeed {
  const { slug } = newsroom;
  return {
    language,
    title: publisherOf(newsroom, language, baseUrl).name,
    feedUrl: feedUrl(baseUrl, { language, newsroom: slug, cut: { kind: 'all' } }, 'rss'),
    pageUrl: newsroomUrl(baseUrl, language, slug),
  };
}
