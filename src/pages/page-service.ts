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
import { decodePlace, encodePlace } from './cursor.ts';
import { dateIndexKeys, type Place, readDateIndex } from './date-index.ts';
import type { PagePort, PageQuery } from './page-port.ts';
import { releaseMedia } from './release-media.ts';
import { mediaPage } from './views/media-page.tsx';
import { newsroomPage } from './views/newsroom-page.tsx';
import { releasePage } from './views/release-page.tsx';
import { searchPage } from './views/search-page.tsx';
import { subscribePage } from './views/subscribe-page.tsx';
import { type Listed, timelinePage, timelineUrl } from './views/timeline-page.tsx';

/** Releases on a page of a list. */
const ROWS = 20;
/** `Lue lisää julkaisijalta …` */
const OTHERS = 5;
/** Files of the library on the newsroom's page, and keywords. */
const FILES = 12;
const KEYWORDS = 30;

/** What else of the newsroom pages show, and what rendering them takes. */
export interface PageDependencies {
  readonly library: Pick<MediaPort, 'get' | 'list'>;
  readonly search: Pick<SearchPort, 'find'>;
  readonly documents: DocumentCache;
  readonly compress: Compress;
}

/** A page as it is known before it is served; null when there is none. */
type Rendered = string | null;

/** A newsroom's pages: rendered once a version, like its feeds. */
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
    const render = () => this.#document(record, language, page);
    // What is searched for is anybody's choice, and seldom twice the same: it would drive out what is read.
    const document =
      page.kind === 'search'
        ? await render()
        : await this.#dependencies.documents.get(`${record.key}@${record.version}${nameOf(query)}`, render);
    return document === null ? fail('not-found') : ok(encodeDocument(document, encoding));
  }

  async #document(record: NewsroomRecord, language: Language, page: PageName): Promise<Document | null> {
    const text = await this.#render(record, language, page);
    if (text === null) return null;
    return makeDocument(
      text,
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

  #render(record: NewsroomRecord, language: Language, page: PageName): Promise<Rendered> {
    switch (page.kind) {
      case 'newsroom':
        return this.#newsroom(record, language, page.before);
      case 'release':
        return this.#release(record, language, page.number);
      case 'keyword':
        return this.#timeline(record, language, { kind: 'keyword', keyword: page.keyword }, page.before);
      case 'type':
        return this.#timeline(record, language, { kind: 'type', type: page.type }, page.before);
      case 'month':
        return this.#timeline(record, language, { kind: 'month', month: page.month }, page.before);
      case 'media':
        return this.#media(record, language, page.id);
      case 'search':
        return this.#search(record, language, page);
      case 'subscribe':
        return Promise.resolve(subscribePage(this.#place(record, language)));
    }
  }

  async #newsroom(record: NewsroomRecord, language: Language, before: string | null): Promise<Rendered> {
    const after = decodePlace(before);
    if (after === 'malformed') return null;
    const { store } = this.#repository.dependencies;
    const timeline = { owner: ownerOf(record.key), language, cut: { kind: 'all' } } as const;
    const { entries, next, months } = await this.#repository.withLock(async () => ({
      ...(await this.#entries(record, language, await readDateIndex(store, timeline, ROWS, after))),
      months: readCounts(await store.get(dateIndexKeys.months(timeline.owner, language))),
    }));
    const media = await this.#dependencies.library.list({ limit: FILES, cursor: null, audience: 'public' });
    const place = this.#place(record, language);
    const url = newsroomUrl(place.baseUrl, language, record.newsroom.slug);
    return newsroomPage({
      ...place,
      entries,
      next: continued(url, next),
      isContinued: after !== null,
      months: Object.entries(months).sort().reverse(),
      keywords: frequent(entries),
      media: media.ok ? media.value.items.filter(({ kind }) => kind !== 'document') : [],
    });
  }

  async #release(record: NewsroomRecord, language: Language, number: number): Promise<Rendered> {
    const { store, baseUrl } = this.#repository.dependencies;
    const timeline = { owner: ownerOf(record.key), language, cut: { kind: 'all' } } as const;
    const read = await this.#repository.withLock(async () => {
      const release = await this.#repository.release(number);
      const latest = await this.#entries(
        record,
        language,
        await readDateIndex(store, timeline, OTHERS + 1, null),
      );
      return { release, others: latest.entries.filter((entry) => entry.number !== number).slice(0, OTHERS) };
    });
    const { release, others } = read;
    const shown = release === null ? null : bestLanguage(release, language, record.newsroom.defaultLanguage);
    if (release === null || shown === null) return null;
    const media = await releaseMedia(this.#dependencies.library, record.newsroom, release, baseUrl);
    return releasePage({ ...this.#place(record, language), release, shown, media, others });
  }

  async #timeline(
    record: NewsroomRecord,
    language: Language,
    listed: Listed,
    before: string | null,
  ): Promise<Rendered> {
    const after = decodePlace(before);
    const within = listed.kind === 'month' ? monthRange(listed.month) : null;
    if (after === 'malformed' || (listed.kind === 'month' && within === null)) return null;
    const { store } = this.#repository.dependencies;
    const cut = listed.kind === 'month' ? ({ kind: 'all' } as const) : listed;
    const timeline = { owner: ownerOf(record.key), language, cut };
    const { entries, next } = await this.#repository.withLock(async () =>
      this.#entries(record, language, await readDateIndex(store, timeline, ROWS, after, within)),
    );
    // There is no end of months in which nothing was published.
    if (listed.kind === 'month' && entries.length === 0) return null;
    const place = this.#place(record, language);
    const url = timelineUrl({ ...place, listed }, language);
    const isContinued = after !== null;
    return timelinePage({ ...place, listed, entries, next: continued(url, next), isContinued });
  }

  async #media(record: NewsroomRecord, language: Language, id: string): Promise<Rendered> {
    const held = await this.#dependencies.library.get(id, 'public');
    return held === null ? null : mediaPage({ ...this.#place(record, language), item: held.item });
  }

  async #search(
    record: NewsroomRecord,
    language: Language,
    { words, order, before }: Extract<PageName, { kind: 'search' }>,
  ): Promise<Rendered> {
    const query = { language, words, order, cursor: before, limit: ROWS };
    const found = await this.#dependencies.search.find(query);
    if (!found.ok) return null;
    const { entries } = await this.#entries(record, language, { numbers: found.value.numbers, next: null });
    const place = this.#place(record, language);
    return searchPage({
      ...place,
      words,
      order,
      entries,
      next: found.value.next,
      isContinued: before !== null,
    });
  }

  async #entries(
    record: NewsroomRecord,
    language: Language,
    { numbers, next }: { readonly numbers: readonly number[]; readonly next: Place | null },
  ): Promise<{ entries: Entry[]; next: Place | null }> {
    const { store, baseUrl } = this.#repository.dependencies;
    const stored = await store.getMany(numbers.map((number) => newsroomKeys.release(record.key, number)));
    const releases = stored.flatMap((each) => decodeRelease(each) ?? []);
    const entries = releases.flatMap((release) => toEntry(record.newsroom, release, language, baseUrl) ?? []);
    return { entries, next };
  }

  #place({ newsroom }: NewsroomRecord, language: Language) {
    return { baseUrl: this.#repository.dependencies.baseUrl, language, newsroom };
  }
}

/** The language that a release is shown in to a reader of `language`; null when none is public. */
export function bestLanguage(
  release: Release,
  language: Language,
  newsroomDefault: Language,
): Language | null {
  const order = [language, release.sourceLanguage, newsroomDefault, ...LANGUAGES];
  return order.find((each) => isPublic(release, each)) ?? null;
}

/** The keywords of these releases in their first spelling, the most frequent first. */
function frequent(entries: readonly Entry[]): string[] {
  const found = new Map<string, { readonly keyword: string; count: number }>();
  for (const keyword of entries.flatMap(({ keywords }) => keywords)) {
    const known = found.get(canonicalKeyword(keyword)) ?? { keyword, count: 0 };
    known.count += 1;
    found.set(canonicalKeyword(keyword), known);
  }
  return [...found.values()]
    .sort((a, b) => b.count - a.count)
    .slice(0, KEYWORDS)
    .map(({ keyword }) => keyword);
}

function continued(url: string, next: Place | null): string | null {
  return next === null ? null : `${url}?before=${encodePlace(next)}`;
}

/** Tells a newsroom's pages apart. */
function nameOf({ language, page }: PageQuery): string {
  return `/pages/${language}/${JSON.stringify(page)}`;
}
