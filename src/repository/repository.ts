import { Lock } from '../base/lock.ts';
import { fail, type Result } from '../base/problem.ts';
import type { CurrentVersion } from '../documents/current-version.ts';
import type { Release } from '../domain/release.ts';
import { LAST_NUMBER } from '../domain/release.ts';
import type { ChangeContext } from '../lifecycle/context.ts';
import { matchesIfMatch } from '../negotiation/conditional.ts';
import type { Transaction } from '../storage/store.ts';
import { Conflict } from '../storage/store.ts';
import {
  type CommitOptions,
  type CommitParts,
  commitReleases,
  type ReleaseStep,
  writeNewsroom,
} from './commit.ts';
import type { RepositoryDependencies } from './dependencies.ts';
import { newsroomKeys } from './keys.ts';
import { decodeRelease, isNewsroomRecord, type NewsroomRecord } from './records.ts';
import { mayBeRead, nextVersion } from './version.ts';

/** One newsroom's records behind its lock: every part of the newsroom reads and writes through it. */
export class NewsroomRepository {
  readonly key: number;
  readonly dependencies: RepositoryDependencies;
  readonly #parts: CommitParts;
  readonly #lock = new Lock();
  readonly #currentVersion: CurrentVersion;
  readonly #afterWrite: () => Promise<void>;
  /** The record as last read or written here; undefined until it is read. */
  #record: NewsroomRecord | null | undefined;
  /** The latest version that a document was served of; undefined when another run of the process may have. */
  #readVersion: number | undefined;

  /** `afterWrite` lets go what a write has left in the outbox. */
  constructor(
    key: number,
    dependencies: RepositoryDependencies,
    parts: CommitParts,
    afterWrite: () => Promise<void>,
  ) {
    this.key = key;
    this.dependencies = dependencies;
    this.#parts = parts;
    this.#currentVersion = dependencies.currentVersions.of(key);
    this.#afterWrite = afterWrite;
  }

  /** Runs `work` while nothing else is written here. */
  withLock<T>(work: () => Promise<T>): Promise<T> {
    return this.#lock.run(work);
  }

  /** Runs a change under the lock, then lets what it left in the outbox go before the answer does. */
  async write<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
    const result = await this.withLock(async () => {
      try {
        return await work();
      } catch (error) {
        // Whatever was not committed must be read afresh.
        this.#setRecord(undefined);
        if (error instanceof Conflict) return fail<T>('stale');
        throw error;
      }
    });
    // What fails here stays in the outbox, and the alarm tries again.
    if (result.ok) await this.#afterWrite().catch(() => this.dependencies.rearm());
    return result;
  }

  /**
   * Changes a release whose revision the caller has read; `ifMatch` is the header as it came. `not-found`,
   * `precondition-required` and `stale` come before whatever `work` finds.
   */
  change<T>(
    number: number,
    ifMatch: string | null,
    work: (record: NewsroomRecord, release: Release) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    return this.write(async () => {
      const record = await this.record();
      const release = await this.release(number);
      if (record === null || release === null) return fail('not-found');
      if (ifMatch === null) return fail('precondition-required');
      if (!matchesIfMatch(ifMatch, `"${release.revision}"`)) return fail('stale');
      return work(record, release);
    });
  }

  /** Null before the newsroom is founded. */
  async record(): Promise<NewsroomRecord | null> {
    if (this.#record === undefined) {
      const stored = await this.dependencies.store.get(newsroomKeys.newsroom(this.key));
      // Meanwhile it may have been written here.
      if (this.#record === undefined) return this.#setRecord(isNewsroomRecord(stored) ? stored : null);
    }
    return this.#record;
  }

  /** Null also while a restore is under way: then nothing of the newsroom is to be seen. */
  async openRecord(): Promise<NewsroomRecord | null> {
    const record = await this.record();
    return record === null || record.restoring ? null : record;
  }

  async release(number: number): Promise<Release | null> {
    if (number > LAST_NUMBER) return null;
    return decodeRelease(await this.dependencies.store.get(newsroomKeys.release(this.key, number)));
  }

  /** One change of one release, under the lock: see `commitReleases`. */
  commit(
    record: NewsroomRecord,
    before: Release | null,
    after: Release,
    options: Omit<CommitOptions, 'wasRead'> = {},
  ): Promise<NewsroomRecord> {
    return this.commitAll(record, [{ before, after }], options);
  }

  /** One change of several releases, under the lock. */
  async commitAll(
    record: NewsroomRecord,
    steps: readonly ReleaseStep[],
    options: Omit<CommitOptions, 'wasRead'> = {},
  ): Promise<NewsroomRecord> {
    const wasRead = mayBeRead(record.version, this.#readVersion);
    const written = await commitReleases(this.dependencies, this.#parts, record, steps, {
      ...options,
      wasRead,
    });
    return this.#setRecord(written);
  }

  /** Commits `transaction` together with the record as a visible change of the newsroom itself, under the lock. */
  async commitVersion(transaction: Transaction, record: NewsroomRecord): Promise<NewsroomRecord> {
    const wasRead = mayBeRead(record.version, this.#readVersion);
    const written = writeNewsroom(transaction, nextVersion(record, this.dependencies.now(), wasRead));
    await transaction.commit();
    return this.#setRecord(written);
  }

  /** The record was written elsewhere, as `record` is. */
  setRecord(record: NewsroomRecord): void {
    this.#setRecord(record);
  }

  /** A document of `version` is about to be rendered. To be told before the rendering, which a commit may overtake. */
  markRead(version: number): void {
    this.#readVersion = version;
  }

  #setRecord<R extends NewsroomRecord | null | undefined>(record: R): R {
    this.#record = record;
    this.#currentVersion.set(record == null || record.restoring ? null : record.version);
    return record;
  }

  changeContext({ newsroom }: NewsroomRecord): ChangeContext {
    return { newsroom, baseUrl: this.dependencies.baseUrl, now: this.dependencies.now() };
  }
}
