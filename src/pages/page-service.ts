import { LANGUAGES, type Language } from '../base/locale/language.ts';
import { fail, ok, type Result } from '../base/problem.ts';
import { monthRange } from '../base/time/helsinki.ts';
import { pageTags } from '../documents/cache-tags.ts';
import {
  type Compress,
  type Document,
  type DocumentCache,
  type EncodedDocument,
  encodeDocument,
  makeDocument,
} from '../documents/document.ts';
import type { PageName } from '../domain/page-name.ts';
import { isPublic, type Release } from '../domain/release.ts';
import { canonicalKeyword } from '../domain/text.ts';
import { ownerOf } from '../domain/timeline.ts';
import { newsroomUrl } from '../domain/urls.ts';
import type { Entry } from '../feeds/entry.ts';
import { toEntry } from '../feeds/to-entry.ts';
import type { MediaPort } from '../media/media-port.ts';
import { newsroomKeys } from '../repository/keys.ts';
import { readCounts } from '../repository/projection.ts';
import { decodeRelease, type NewsroomRecord } from '../repository/records.ts';
import type { NewsroomRepository } from '../repository/repository.ts';
import type { SearchPort } from '../search/search-port.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { type DateIndexPosition, dateIndexKeys, readDateIndex } from './date-index.ts';
import type { PagePort, PageQuery } from './page-port.ts';
import { releaseMedia } from './release-media.ts';
import { mediaPage } from './views/media-page.tsx';
import { newsroomPage } from './views/newsroom-page.tsx';
import { releasePage } from './views/release-page.tsx';
import { searchPage } from './views/search-page.tsx';
import { subscribePage } from './views/subscribe-page.tsx';
import { type TimelineSelection, timelinePage, timelineUrl } from './views/timeline-page.tsx';

const RELEASES_PER_PAGE = 20;
/** Other releases of the newsroom on a release's page. */
const OTHER_RELEASES = 5;
/** Media files and keywords on the newsroom's page. */
const MEDIA_FILES = 12;
const KEYWORDS = 30;

export interface PageDependencies {
  readonly library: Pick<MediaPort, 'get' | 'list'>;
  readonly search: Pick<SearchPort, 'find'>;
  readonly documents: DocumentCache;
  readonly compress: Compress;
}

/** Each page is rendered once per version of the newsroom, as its feeds are. */
export class PageService implements PagePort {
  readonly #repository: NewsroomRepository;
  readonly #dependencies: PageDependencies;

  constructor(repository: NewsroomRepository, dependencies: PageDependencies) {
    this.#repository = repository;
    this.#dependencies = dependencies;
  }

  async get(query: PageQuery): Promise<Result<EncodedDocument>> {
    const record = await this.#repository.record();
    if (record === null || record.restoring) return fail('not-found');
    const { language, page, encoding } = query;
    if (!record.newsroom.languages.includes(language)) return fail('not-found');
    this.#repository.markRead(record.version);
    const makePage = () => this.#document(record, language, page);
    // Search pages are not cached: few are read twice, and they would push other pages out of the cache.
    const document =
      page.kind === 'search'
        ? await makePage()
        : await this.#dependencies.documents.get(
            `${record.key}@${record.version}${cacheKeyOf(query)}`,
            makePage,
          );
    return document === null ? fail('not-found') : ok(encodeDocument(document, encoding));
  }

  async #document(record: NewsroomRecord, language: Language, page: PageName): Promise<Document | null> {
    const html = await this.#render(record, language, page);
    if (html === null) return null;
    return makeDocument(
      html,
      {
        mediaType: 'text/html; charset=utf-8',
        language,
        links: '',
        lastModified: record.changedAt,
        crowded: record.crowded,
        tags: pageTags(ownerOf(record.key), language, page),
      },
      this.#dependencies.compress,
    );
  }

  #render(record: NewsroomRecord, language: Language, page: PageName): Promise<string | null> {
    switch (page.kind) {
      case 'newsroom':
        return this.#renderNewsroom(record, language, page.before);
      case 'release':
        return this.#renderRelease(record, language, page.number);
      case 'keyword':
        return this.#renderTimeline(
          record,
          language,
          { kind: 'keyword', keyword: page.keyword },
          page.before,
        );
      case 'type':
        return this.#renderTimeline(record, language, { kind: 'type', type: page.type }, page.before);
      case 'month':
        return this.#renderTimeline(record, language, { kind: 'month', month: page.month }, page.before);
      case 'media':
        return this.#renderMedia(record, language, page.id);
      case 'search':
        return this.#renderSearch(record, language, page);
      case 'subscribe':
        return Promise.resolve(subscribePage(this.#context(record, language)));
    }
  }

  async #renderNewsroom(
    record: NewsroomRecord,
    language: Language,
    before: string | null,
  ): Promise<string | null> {
    const after = decodeCursor(before);
    if (after === 'malformed') return null;
    const { store } = this.#repository.dependencies;
    const timeline = { owner: ownerOf(record.key), language, cut: { kind: 'all' } } as const;
    const { entries, next, months } = await this.#repository.withLock(async () => ({
      ...(await this.#entries(
        record,
        language,
        await readDateIndex(store, timeline, RELEASES_PER_PAGE, after),
      )),
      months: readCounts(await store.get(dateIndexKeys.months(timeline.owner, language))),
    }));
    const media = await this.#dependencies.library.list({
      limit: MEDIA_FILES,
      cursor: null,
      audience: 'public',
    });
    const context = this.#context(record, language);
    const url = newsroomUrl(context.baseUrl, language, record.newsroom.slug);
    return newsroomPage({
      ...context,
      entries,
      next: nextPageUrl(url, next),
      isContinued: after !== null,
      months: Object.entries(months).sort().reverse(),
      keywords: mostFrequentKeywords(entries),
      media: media.ok ? media.value.items.filter(({ kind }) => kind !== 'document') : [],
    });
  }

  async #renderRelease(record: NewsroomRecord, language: Language, number: number): Promise<string | null> {
    const { store, baseUrl } = this.#repository.dependencies;
    const timeline = { owner: ownerOf(record.key), language, cut: { kind: 'all' } } as const;
    const { release, otherReleases } = await this.#repository.withLock(async () => {
      const release = await this.#repository.release(number);
      const latest = await this.#entries(
        record,
        language,
        await readDateIndex(store, timeline, OTHER_RELEASES + 1, null),
      );
      return {
        release,
        otherReleases: latest.entries.filter((entry) => entry.number !== number).slice(0, OTHER_RELEASES),
      };
    });
    const variantLanguage =
      release === null ? null : bestLanguage(release, language, record.newsroom.defaultLanguage);
    if (release === null || variantLanguage === null) return null;
    const media = await releaseMedia(this.#dependencies.library, record.newsroom, release, baseUrl);
    return releasePage({
      ...this.#context(record, language),
      release,
      variantLanguage,
      media,
      otherReleases,
    });
  }

  async #renderTimeline(
    record: NewsroomRecord,
    language: Language,
    selection: TimelineSelection,
    before: string | null,
  ): Promise<string | null> {
    const after = decodeCursor(before);
    const range = selection.kind === 'month' ? monthRange(selection.month) : null;
    if (after === 'malformed' || (selection.kind === 'month' && range === null)) return null;
    const { store } = this.#repository.dependencies;
    const cut = selection.kind === 'month' ? ({ kind: 'all' } as const) : selection;
    const timeline = { owner: ownerOf(record.key), language, cut };
    const { entries, next } = await this.#repository.withLock(async () =>
      this.#entries(record, language, await readDateIndex(store, timeline, RELEASES_PER_PAGE, after, range)),
    );
    // A month without releases has no page, because the number of such addresses is unlimited.
    if (selection.kind === 'month' && entries.length === 0) return null;
    const context = this.#context(record, language);
    const url = timelineUrl({ ...context, selection }, language);
    const isContinued = after !== null;
    return timelinePage({ ...context, selection, entries, next: nextPageUrl(url, next), isContinued });
  }

  async #renderMedia(record: NewsroomRecord, language: Language, id: string): Promise<string | null> {
    const stored = await this.#dependencies.library.get(id, 'public');
    return stored === null ? null : mediaPage({ ...this.#context(record, language), item: stored.item });
  }

  async #renderSearch(
    record: NewsroomRecord,
    language: Language,
    { words, order, before }: Extract<PageName, { kind: 'search' }>,
  ): Promise<string | null> {
    const query = { language, words, order, cursor: before, limit: RELEASES_PER_PAGE };
    const results = await this.#dependencies.search.find(query);
    if (!results.ok) return null;
    const { entries } = await this.#entries(record, language, { numbers: results.value.numbers, next: null });
    const context = this.#context(record, language);
    return searchPage({
      ...context,
      words,
      order,
      entries,
      next: results.value.next,
      isContinued: before !== null,
    });
  }

  /** Releases without a public variant in `language` are left out. */
  async #entries(
    record: NewsroomRecord,
    language: Language,
    { numbers, next }: { readonly numbers: readonly number[]; readonly next: DateIndexPosition | null },
  ): Promise<{ entries: Entry[]; next: DateIndexPosition | null }> {
    const { store, baseUrl } = this.#repository.dependencies;
    const stored = await store.getMany(numbers.map((number) => newsroomKeys.release(record.key, number)));
    const releases = stored.flatMap((each) => decodeRelease(each) ?? []);
    const entries = releases.flatMap((release) => toEntry(record.newsroom, release, language, baseUrl) ?? []);
    return { entries, next };
  }

  #context({ newsroom }: NewsroomRecord, language: Language) {
    return { baseUrl: this.#repository.dependencies.baseUrl, language, newsroom };
  }
}

/** The language of the variant on a page in `language`; null when no variant is public. */
export function bestLanguage(
  release: Release,
  language: Language,
  newsroomDefault: Language,
): Language | null {
  const order = [language, release.sourceLanguage, newsroomDefault, ...LANGUAGES];
  return order.find((each) => isPublic(release, each)) ?? null;
}

/** Each keyword has the spelling in which it occurs first. */
function mostFrequentKeywords(entries: readonly Entry[]): string[] {
  const counts = new Map<string, { readonly keyword: string; count: number }>();
  for (const keyword of entries.flatMap(({ keywords }) => keywords)) {
    const counted = counts.get(canonicalKeyword(keyword)) ?? { keyword, count: 0 };
    counted.count += 1;
    counts.set(canonicalKeyword(keyword), counted);
  }
  return [...counts.values()]
    .sort((a, b) => b.count - a.count)
    .slice(0, KEYWORDS)
    .map(({ keyword }) => keyword);
}

function nextPageUrl(listUrl: string, next: DateIndexPosition | null): string | null {
  return next === null ? null : `${listUrl}?before=${encodeCursor(next)}`;
}

function cacheKeyOf({ language, page }: PageQuery): string {
  return `/pages/${language}/${JSON.stringify(page)}`;
}
