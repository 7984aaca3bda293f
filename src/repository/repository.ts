import { Lock } from '../base/lock.ts';
import { fail, type Result } from '../base/problem.ts';
import type { CurrentVersion } from '../documents/current-version.ts';
import type { Release } from '../domain/release.ts';
import { LAST_NUMBER } from '../domain/release.ts';
import type { ChangeContext } from '../lifecycle/context.ts';
import { matchesIfMatch } from '../negotiation/conditional.ts';
import type { Transaction } from '../storage/store.ts';
import { Conflict } from '../storage/store.ts';
import { sanitizeAhead } from '../validation/sanitize-ahead.ts';
import {
  type CommitOptions,
  type CommitParts,
  commitReleases,
  type ReleaseStep,
  writeNewsroom,
} from './commit.ts';
import { CommitFollowers } from './commit-followers.ts';
import type { RepositoryDependencies } from './dependencies.ts';
import { newsroomKeys } from './keys.ts';
import { decodeRelease, isNewsroomRecord, type NewsroomRecord } from './records.ts';
import { mayHaveBeenRead, nextVersion } from './version.ts';

export class NewsroomRepository {
  readonly key: number;
  readonly dependencies: RepositoryDependencies;
  readonly followers = new CommitFollowers();
  readonly #parts: CommitParts;
  readonly #lock = new Lock();
  readonly #currentVersion: CurrentVersion;
  readonly #afterWrite: () => Promise<void>;
  #record: NewsroomRecord | null | undefined;
  /** The latest version that was served; undefined when only an earlier process may have served one. */
  #readVersion: number | undefined;

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

  withLock<T>(work: () => Promise<T>): Promise<T> {
    return this.#lock.run(work);
  }

  /** Runs `work` under the lock and then starts the outbox before it returns. A `Conflict` becomes `stale`. */
  async write<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
    const result = await this.withLock(async () => {
      try {
        return await work();
      } catch (error) {
        // The cached record may differ from the stored one after a failed commit.
        this.#setRecord(undefined);
        if (error instanceof Conflict) return fail<T>('stale');
        throw error;
      }
    });
    // On failure the rows stay in the outbox, and the scheduler tries again.
    if (result.ok) await this.#afterWrite().catch(() => this.dependencies.rearm());
    return result;
  }

  /** `ifMatch` is the raw header. Fails with `not-found`, `precondition-required` or `stale` before it calls `work`. */
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

  async record(): Promise<NewsroomRecord | null> {
    if (this.#record === undefined) {
      const stored = await this.dependencies.store.get(newsroomKeys.newsroom(this.key));
      // A write may have set the record during the read.
      if (this.#record === undefined) return this.#setRecord(isNewsroomRecord(stored) ? stored : null);
    }
    return this.#record;
  }

  /** Null also during a restore, when nothing of the newsroom is public. */
  async publicRecord(): Promise<NewsroomRecord | null> {
    const record = await this.record();
    return record === null || record.restoring ? null : record;
  }

  async release(number: number): Promise<Release | null> {
    if (number > LAST_NUMBER) return null;
    return decodeRelease(await this.dependencies.store.get(newsroomKeys.release(this.key, number)));
  }

  commit(
    record: NewsroomRecord,
    before: Release | null,
    after: Release,
    options: Omit<CommitOptions, 'wasRead'> = {},
  ): Promise<NewsroomRecord> {
    return this.commitAll(record, [{ before, after }], options);
  }

  async commitAll(
    record: NewsroomRecord,
    steps: readonly ReleaseStep[],
    options: Omit<CommitOptions, 'wasRead'> = {},
  ): Promise<NewsroomRecord> {
    const wasRead = mayHaveBeenRead(record.version, this.#readVersion);
    const written = await commitReleases(this.dependencies, this.#parts, record, steps, {
      ...options,
      wasRead,
    });
    for (const { before, after } of steps) this.followers.tell(after.number, before, after);
    return this.#setRecord(written);
  }

  /** Commits `transaction` together with the next version of the record. The caller holds the lock. */
  async commitVersion(transaction: Transaction, record: NewsroomRecord): Promise<NewsroomRecord> {
    const wasRead = mayHaveBeenRead(record.version, this.#readVersion);
    const written = writeNewsroom(transaction, nextVersion(record, this.dependencies.now(), wasRead));
    await transaction.commit();
    return this.#setRecord(written);
  }

  /** Commits `transaction`, of which no document shows anything. The caller holds the lock. */
  async commitUnseen(transaction: Transaction, record: NewsroomRecord): Promise<NewsroomRecord> {
    const written = writeNewsroom(transaction, record);
    await transaction.commit();
    return this.#setRecord(written);
  }

  setRecord(record: NewsroomRecord): void {
    this.#setRecord(record);
  }

  /** Must be called before a document of `version` is rendered, because a commit may happen during the rendering. */
  markRead(version: number): void {
    this.#readVersion = version;
  }

  #setRecord<R extends NewsroomRecord | null | undefined>(record: R): R {
    this.#record = record;
    this.#currentVersion.set(record == null || record.restoring ? null : record.version);
    return record;
  }

  /** The bodies in `requests` are sanitized before. */
  async changeContext({ newsroom }: NewsroomRecord, ...requests: readonly unknown[]): Promise<ChangeContext> {
    const { baseUrl, now, sanitizeBodies } = this.dependencies;
    const sanitize = await sanitizeAhead(sanitizeBodies, requests, newsroom.website);
    return { newsroom, baseUrl, now: now(), sanitize };
  }
}
