import { sameJson } from '../base/json.ts';
import type { PublicChange, UpdatePort } from '../directory/directory-port.ts';
import { dueKeys } from '../jobs/due-keys.ts';
import { tagsIn } from '../repository/directory-updates.ts';
import { newsroomKeys } from '../repository/keys.ts';
import type { NewsroomRepository } from '../repository/repository.ts';
import type { Stored } from '../storage/store.ts';

/** Rows that the directory is told of at once; a release has 2 MB at most, a call to an object 32. */
const AT_ONCE = 12;

/** Brings the directory up to date: every row is sent as the release is now, and a failure leaves the rows. */
export class DirectoryUpdater {
  readonly #repository: NewsroomRepository;
  readonly #updates: () => UpdatePort;

  /** `updates` is asked for each time: across RPC it belongs to one request. */
  constructor(repository: NewsroomRepository, updates: () => UpdatePort) {
    this.#repository = repository;
    this.#updates = updates;
  }

  /** `woken` is the due row that asked for it, which may have been put off, and goes with the last of the others. */
  async run(woken: string | null = null): Promise<void> {
    let isDone = false;
    while (!isDone) isDone = await this.#sendSome(woken);
  }

  /** Returns whether none is left. */
  async #sendSome(woken: string | null): Promise<boolean> {
    const { key, dependencies } = this.#repository;
    const { store } = dependencies;
    const rows = await store.keys(newsroomKeys.outbox(key), { limit: AT_ONCE });
    const record = await this.#repository.openRecord();
    if (record === null) return this.#postpone(woken);
    const values = await store.getMany(rows);
    const sent = await Promise.all(values.map((value) => this.#changeOf(value)));
    if (sent.length > 0) await this.#updates().apply(record.newsroom, sent);
    return this.#repository.withLock(async () => {
      const transaction = store.transaction();
      const present = await store.getMany(rows);
      const revision = (await this.#repository.record())?.newsroom.revision;
      for (const [index, row] of rows.entries()) {
        const release = sent[index]?.release ?? null;
        const isSent =
          release === null
            ? revision === record.newsroom.revision
            : (await this.#repository.release(release.number))?.revision === release.revision;
        // Another row may have taken its place, about other documents.
        if (isSent && sameJson(present[index], values[index])) transaction.remove(row);
      }
      const left = await transaction.keys(newsroomKeys.outbox(key), { limit: 1 });
      if (left.length === 0) for (const row of this.#asking(woken)) transaction.remove(row);
      await transaction.commit();
      return left.length === 0;
    });
  }

  async #changeOf(value: Stored | null): Promise<PublicChange> {
    return {
      release: typeof value?.number === 'number' ? await this.#repository.release(value.number) : null,
      isQuiet: value?.isQuiet === true,
      tags: value === null ? null : tagsIn(value),
    };
  }

  /** While the newsroom is closed; the end of the restore asks again. False when it has come meanwhile. */
  #postpone(woken: string | null): Promise<boolean> {
    return this.#repository.withLock(async () => {
      if ((await this.#repository.openRecord()) !== null) return false;
      await this.#repository.dependencies.store.commit(this.#asking(woken).map((key) => ({ key })));
      return true;
    });
  }

  /** The due rows that ask for the directory to be told. */
  #asking(woken: string | null): string[] {
    const row = dueKeys.row(0, this.#repository.key, 'outbox');
    return woken === null || woken === row ? [row] : [row, woken];
  }
}
