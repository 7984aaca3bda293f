import { fail, invalid, ok, type Result } from '../base/problem.ts';
import type { EncodedDocument } from '../documents/document.ts';
import { toEntry } from '../feeds/to-entry.ts';
import { newsroomKeys } from '../repository/keys.ts';
import { decodeRelease, type NewsroomRecord } from '../repository/records.ts';
import type { NewsroomRepository } from '../repository/repository.ts';
import { readIndexResets } from '../storage/index-state.ts';
import type { Stored } from '../storage/store.ts';
import { indexingTask, indexPortion } from './index-progress.ts';
import { searchKeys } from './keys.ts';
import { searchClauses } from './query.ts';
import { searchFeed } from './search-feed.ts';
import type { SearchFeedQuery, SearchPage, SearchPort, SearchQuery } from './search-port.ts';
import { SEARCH_VERSION, searchProgress } from './search-projection.ts';

const MAX_FEED_ENTRIES = 50;
/** Paging ends here, because each page costs as much as all pages before it. */
const MAX_OFFSET = 10_000;
/** Milliseconds between two portions, so that indexing does not delay other work. */
const PORTION_DELAY = 1000;

export class SearchService implements SearchPort {
  readonly #repository: NewsroomRepository;
  /** The resets of the index after which indexing was started; the scheduled task then completes it. */
  #startedAfterResets: number | null = null;

  constructor(repository: NewsroomRepository) {
    this.#repository = repository;
  }

  async find(query: SearchQuery): Promise<Result<SearchPage>> {
    if (query.cursor !== null && !/^[1-9][0-9]{0,4}$/.test(query.cursor)) {
      return invalid({ pointer: 'cursor', code: 'malformed-cursor' });
    }
    if ((await this.#searchableRecord(query)) === null) return fail('not-found');
    const offset = Math.min(Number(query.cursor ?? 0), MAX_OFFSET);
    const numbers = await this.#matchingNumbers(query, offset, query.limit + 1);
    const end = offset + query.limit;
    const hasNext = numbers.length > query.limit && end < MAX_OFFSET;
    return ok({ numbers: numbers.slice(0, query.limit), next: hasNext ? String(end) : null });
  }

  async feed(query: SearchFeedQuery): Promise<Result<EncodedDocument>> {
    if ((await this.#searchableRecord(query)) === null) return fail('not-found');
    const { store, baseUrl } = this.#repository.dependencies;
    return this.#repository.withLock(async () => {
      const record = await this.#repository.record();
      if (record === null) return fail('not-found');
      this.#repository.markRead(record.version);
      const numbers = await this.#matchingNumbers({ ...query, order: 'newest' }, 0, MAX_FEED_ENTRIES);
      const keys = numbers.map((number) => newsroomKeys.release(this.#repository.key, number));
      const releases = (await store.getMany(keys)).flatMap((stored) => decodeRelease(stored) ?? []);
      const entries = releases.flatMap(
        (release) => toEntry(record.newsroom, release, query.language, baseUrl) ?? [],
      );
      return ok(await searchFeed(record, baseUrl, query, entries));
    });
  }

  /**
   * Indexes the next portion of existing releases, which may be older than the index, and schedules a task for the next
   * portion.
   */
  async indexNextPortion(): Promise<void> {
    const { store, now, rearm } = this.#repository.dependencies;
    const { key } = this.#repository;
    await this.#repository.withLock(async () => {
      const resets = await readIndexResets(store);
      const stored = await this.#currentProgress(resets);
      if (stored !== null && typeof stored.after !== 'string') return;
      const indexedUntil = typeof stored?.after === 'string' ? stored.after : null;
      const portion = { after: indexedUntil, isEmptied: resets > 0 };
      const { writes, after } = await indexPortion(store, key, portion);
      const next = indexingTask(now() + PORTION_DELAY, key);
      const progress = { key: searchKeys.progress(key), value: searchProgress(after, resets) };
      await store.commit([...writes, progress, ...(after === null ? [] : [next])]);
    });
    rearm();
  }

  async #searchableRecord({
    language,
  }: {
    readonly language: SearchQuery['language'];
  }): Promise<NewsroomRecord | null> {
    const record = await this.#repository.record();
    if (record === null || record.restoring || !record.newsroom.languages.includes(language)) return null;
    const resets = await readIndexResets(this.#repository.dependencies.store);
    if (this.#startedAfterResets !== resets) {
      if ((await this.#currentProgress(resets)) === null) await this.indexNextPortion();
      this.#startedAfterResets = resets;
    }
    return record;
  }

  /** Null when the index was emptied, or its texts were indexed differently, since the progress was recorded. */
  async #currentProgress(resets: number): Promise<Stored | null> {
    const { key, dependencies } = this.#repository;
    const [stored] = await dependencies.store.getMany([searchKeys.progress(key)]);
    const isCurrent = stored?.version === SEARCH_VERSION && (stored.resets ?? 0) === resets;
    return isCurrent ? stored : null;
  }

  async #matchingNumbers(
    { language, words, order }: Pick<SearchQuery, 'language' | 'words' | 'order'>,
    offset: number,
    limit: number,
  ): Promise<number[]> {
    const clauses = searchClauses(language, words);
    const base = searchKeys.inLanguage(this.#repository.key, language);
    const keys = await this.#repository.dependencies.store.search(base, { clauses, order, offset, limit });
    return keys.map((key) => Number(key.slice(base.length + 1)));
  }
}
