import { isSameJson } from '../base/json.ts';
import type { PublicChange, UpdatePort } from '../directory/directory-port.ts';
import { dueKeys } from '../jobs/due-keys.ts';
import { readTags } from '../repository/directory-updates.ts';
import { newsroomKeys } from '../repository/keys.ts';
import type { NewsroomRepository } from '../repository/repository.ts';
import type { Stored } from '../storage/store.ts';

/** Updates per call: a release has at most 2 MB, and a call to a Durable Object at most 32 MB. */
const UPDATES_PER_CALL = 12;

/** Sends the outbox rows to the directory, each with the current release. After a failure the rows remain. */
export class DirectoryUpdater {
  readonly #repository: NewsroomRepository;
  readonly #updates: () => UpdatePort;

  /** `updates` is called for every request, because an RPC stub belongs to one request. */
  constructor(repository: NewsroomRepository, updates: () => UpdatePort) {
    this.#repository = repository;
    this.#updates = updates;
  }

  /** Sends at most `maxBatches`; the task sends what is left. */
  async run(maxBatches = Number.POSITIVE_INFINITY): Promise<void> {
    let isDone = false;
    for (let sent = 0; !isDone && sent < maxBatches; sent += 1) isDone = await this.sendBatch(null);
  }

  /**
   * `dueRow` is the key of the task that started this run. It is removed together with the last outbox row, so until then the
   * task is run again, after other due ones. Returns true when no row is left.
   */
  async sendBatch(dueRow: string | null): Promise<boolean> {
    const { key, dependencies } = this.#repository;
    const { store } = dependencies;
    const rows = await store.keys(newsroomKeys.outbox(key), { limit: UPDATES_PER_CALL });
    const record = await this.#repository.publicRecord();
    if (record === null) return this.#removeTask(dueRow);
    const values = await store.getMany(rows);
    const changes = await Promise.all(values.map((value) => this.#readChange(value)));
    if (changes.length > 0) await this.#updates().apply(record.newsroom, changes);
    return this.#repository.withLock(async () => {
      const transaction = store.transaction();
      const valuesNow = await store.getMany(rows);
      const revision = (await this.#repository.record())?.newsroom.revision;
      for (const [index, row] of rows.entries()) {
        const release = changes[index]?.release ?? null;
        const isUpToDate =
          release === null
            ? revision === record.newsroom.revision
            : (await this.#repository.release(release.number))?.revision === release.revision;
        // A later change may have replaced the row with one that names other documents.
        if (isUpToDate && isSameJson(valuesNow[index], values[index])) transaction.remove(row);
      }
      const left = await transaction.keys(newsroomKeys.outbox(key), { limit: 1 });
      if (left.length === 0) for (const row of this.#taskRows(dueRow)) transaction.remove(row);
      await transaction.commit();
      return left.length === 0;
    });
  }

  async #readChange(value: Stored | null): Promise<PublicChange> {
    return {
      release: typeof value?.number === 'number' ? await this.#repository.release(value.number) : null,
      isQuiet: value?.isQuiet === true,
      tags: value === null ? null : readTags(value),
    };
  }

  /** The end of a restore enqueues the task again. Returns false when the restore has ended meanwhile. */
  #removeTask(dueRow: string | null): Promise<boolean> {
    return this.#repository.withLock(async () => {
      if ((await this.#repository.publicRecord()) !== null) return false;
      await this.#repository.dependencies.store.commit(this.#taskRows(dueRow).map((key) => ({ key })));
      return true;
    });
  }

  /** A retried task has another key than a new one. */
  #taskRows(dueRow: string | null): string[] {
    const row = dueKeys.row(0, this.#repository.key, 'outbox');
    return dueRow === null || dueRow === row ? [row] : [row, dueRow];
  }
}
