import { LANGUAGES, type Language } from '../base/locale/language.ts';
import { translate } from '../base/locale/translate.ts';
import type { Instant } from '../base/time/instant.ts';
import { SITEMAP_RELEASES } from '../domain/limits.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import type { Release } from '../domain/release.ts';
import { feedUrl, newsroomUrl, sitemapPartUrl } from '../domain/urls.ts';
import { publisherOf, toEntry } from '../feeds/to-entry.ts';
import { decodeRelease } from '../repository/records.ts';
import type { Store } from '../storage/store.ts';
import type { Discovery } from './discovery-port.ts';
import { NEWS_SPAN, readNews } from './news.ts';
import { readList } from './newsroom-list.ts';
import { groupedOpml, OPML_LIMIT, OPML_TYPE, type OpmlFeed, opml } from './opml.ts';
import { directoryKeys as keys, newsroomIn } from './records.ts';
import { newsSitemap, SITEMAP_LIMITS, SITEMAP_TYPE, type SitemapNews, sitemapIndex } from './sitemap.ts';

/** For so long a news sitemap stays as it is although time goes on: as long as caches keep it anyway. */
const NEWS_STEP = 10 * 60 * 1000;
/** Releases in memory at once. */
const PORTION = 20;
/** A newsroom's number × this + the release's number is the release's id. */
const IDS = 1_000_000;

/** What a document is made of. */
interface Sources {
  readonly store: Store;
  readonly baseUrl: string;
}

/** Since when news is news, at `now`: the same for minutes, or no validator would ever hold. */
export function newsSince(now: Instant): Instant {
  return (Math.floor(now / NEWS_STEP) + 1) * NEWS_STEP - NEWS_SPAN;
}

export function discoveryType({ kind }: Discovery): string {
  return kind === 'opml' ? OPML_TYPE : SITEMAP_TYPE;
}

/** The document as text. Only news looks at the clock, which `since` has read. */
export function discoveryText(sources: Sources, discovery: Discovery, since: Instant): Promise<string> {
  switch (discovery.kind) {
    case 'sitemap-index':
      return indexText(sources);
    case 'news-sitemap':
      return newsText(sources, since);
    case 'opml':
      return discovery.language === null ? allFeeds(sources) : feedsIn(sources, discovery.language);
  }
}

/** From one part of a newsroom's sitemap to the next by one look each, however many releases lie between. */
async function indexText({ store, baseUrl }: Sources): Promise<string> {
  const parts: string[] = [];
  let newsroom = 0;
  let after: string | undefined;
  while (parts.length < SITEMAP_LIMITS.urls) {
    const [row] = await store.keys(keys.releases(), { limit: 1, ...(after !== undefined && { after }) });
    if (row === undefined) break;
    const id = Number(row.split(':').at(-1));
    const number = Math.floor(id / IDS);
    const part = Math.ceil((id % IDS) / SITEMAP_RELEASES);
    // The first part is of the newsroom's own page as well.
    if (number !== newsroom && part > 1) parts.push(sitemapPartUrl(baseUrl, number, 1));
    parts.push(sitemapPartUrl(baseUrl, number, part));
    newsroom = number;
    after = keys.release(number * IDS + part * SITEMAP_RELEASES);
  }
  return sitemapIndex(parts.slice(0, SITEMAP_LIMITS.urls));
}

async function newsText({ store, baseUrl }: Sources, since: Instant): Promise<string> {
  const rows = await readNews(store, since, SITEMAP_LIMITS.news);
  const news: SitemapNews[] = [];
  for (let from = 0; from < rows.length; from += PORTION) {
    const portion = rows.slice(from, from + PORTION);
    const held = await heldReleases(
      store,
      portion.map(({ id }) => id),
    );
    for (const [at, { language }] of portion.entries()) {
      const { newsroom, release } = held[at] ?? {};
      const entry = newsroom && release ? toEntry(newsroom, release, language, baseUrl) : null;
      if (entry === null) continue;
      const { url, title, publishedAt, publisher } = entry;
      news.push({ url, language, name: publisher.name, title, publishedAt });
    }
  }
  return newsSitemap(news);
}

/** In the order asked. */
async function heldReleases(
  store: Store,
  ids: readonly number[],
): Promise<{ readonly newsroom: Newsroom | null; readonly release: Release | null }[]> {
  const newsrooms = await store.getMany(ids.map((id) => keys.newsroom(Math.floor(id / IDS))));
  const releases = await store.getMany(ids.map(keys.release));
  return ids.map((_, at) => ({
    newsroom: newsroomIn(newsrooms[at]),
    release: decodeRelease(releases[at]),
  }));
}

async function feedsIn(sources: Sources, language: Language): Promise<string> {
  return opml(translate(language, 'feed:all.title'), await readFeeds(sources, language, OPML_LIMIT));
}

async function allFeeds(sources: Sources): Promise<string> {
  const groups = [];
  let left: number = OPML_LIMIT;
  for (const language of LANGUAGES) {
    const feeds = await readFeeds(sources, language, left);
    left -= feeds.length;
    groups.push({ title: translate(language, `common:language.${language}`), language, feeds });
  }
  return groupedOpml('Kaiku', groups);
}

/** At most `limit`, by their slugs. */
async function readFeeds(
  { store, baseUrl }: Sources,
  language: Language,
  limit: number,
): Promise<OpmlFeed[]> {
  const feeds: OpmlFeed[] = [];
  let before: string | null = null;
  do {
    const listed: Awaited<ReturnType<typeof readList>> = await readList(store, language, before);
    const records = await store.getMany((listed?.numbers ?? []).map(keys.newsroom));
    feeds.push(
      ...records
        .flatMap((record) => newsroomIn(record) ?? [])
        .map((newsroom) => feedOf(newsroom, language, baseUrl)),
    );
    before = listed?.next ?? null;
  } while (before !== null && feeds.length < limit);
  return feeds.slice(0, limit);
}

function feedOf(newsroom: Newsroom, language: Language, baseUrl: string): OpmlFeed {
  const { slug } = newsroom;
  return {
    language,
    title: publisherOf(newsroom, language, baseUrl).name,
    feedUrl: feedUrl(baseUrl, { language, newsroom: slug, cut: { kind: 'all' } }, 'rss'),
    pageUrl: newsroomUrl(baseUrl, language, slug),
  };
}
