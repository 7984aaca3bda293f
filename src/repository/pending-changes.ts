import type { Release } from '../domain/release.ts';
import type { Stored, Transaction } from '../storage/store.ts';
import type { ReleaseStep } from './commit.ts';
import type { NewsroomRecord } from './records.ts';
import type { NewsroomRepository } from './repository.ts';

/** Collects changes of several releases for one commit, because a commit waits for the disk. Reads return them already. */
export class PendingChanges {
  readonly #repository: NewsroomRepository;
  #steps: ReleaseStep[] = [];
  readonly #records = new Map<string, Stored>();

  constructor(repository: NewsroomRepository) {
    this.#repository = repository;
  }

  async get(key: string): Promise<Stored | null> {
    return this.#records.get(key) ?? (await this.#repository.dependencies.store.get(key));
  }

  async release(number: number): Promise<Release | null> {
    const pending = this.#steps.find(({ after }) => after.number === number);
    return pending?.after ?? (await this.#repository.release(number));
  }

  async nextNumber(): Promise<number> {
    const { lastNumber } = await this.#record();
    return Math.max(lastNumber, ...this.#steps.map(({ after }) => after.number)) + 1;
  }

  /** Commits first when the release has a pending change, because every revision is kept. */
  async add(step: ReleaseStep, records: ReadonlyMap<string, Stored>): Promise<void> {
    if (this.#steps.some(({ after }) => after.number === step.after.number)) await this.commit();
    this.#steps.push(step);
    for (const [key, value] of records) this.#records.set(key, value);
  }

  async commit(): Promise<void> {
    if (this.#steps.length === 0) return;
    await this.#repository.commitAll(await this.#record(), this.#steps, {
      isQuiet: true,
      addWrites: (transaction: Transaction) => {
        for (const [key, value] of this.#records) transaction.set(key, value);
      },
    });
    this.#steps = [];
    this.#records.clear();
  }

  async #record(): Promise<NewsroomRecord> {
    const record = await this.#repository.record();
    if (record === null) throw new Error('the newsroom does not exist');
    return record;
  }
}
