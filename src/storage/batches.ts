import type { KeyRange, Store, Stored, Write } from './store.ts';

/** The limit of rows in one read or commit, so that the memory does not grow with the number of rows. */
export const BATCH_SIZE = 500;

/** Returns no key twice, even when rows change between two batches. */
export async function* keyBatches(
  store: Store,
  base: string,
  limit = BATCH_SIZE,
  range: Pick<KeyRange, 'after' | 'before'> = {},
): AsyncGenerator<string[]> {
  let after = range.after;
  for (;;) {
    const keys = await store.keys(base, { ...range, limit, ...(after !== undefined && { after }) });
    if (keys.length > 0) yield keys;
    if (keys.length < limit) return;
    after = keys.at(-1);
  }
}

export async function countKeys(store: Store, base: string): Promise<number> {
  let count = 0;
  for await (const keys of keyBatches(store, base)) count += keys.length;
  return count;
}

/** Accepts any number of keys, unlike `Store.getMany`. */
export async function getMany(store: Store, keys: readonly string[]): Promise<(Stored | null)[]> {
  const records: (Stored | null)[] = [];
  for (let from = 0; from < keys.length; from += BATCH_SIZE) {
    records.push(...(await store.getMany(keys.slice(from, from + BATCH_SIZE))));
  }
  return records;
}

/** The writes must be independent of each other, because they go into several commits. */
export class BatchWriter {
  readonly #store: Store;
  #pending: Write[] = [];
  #count = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  get count(): number {
    return this.#count;
  }

  async add(writes: readonly Write[]): Promise<void> {
    for (const write of writes) {
      this.#pending.push(write);
      this.#count += 1;
      if (this.#pending.length >= BATCH_SIZE) await this.flush();
    }
  }

  async flush(): Promise<void> {
    const writes = this.#pending;
    this.#pending = [];
    if (writes.length > 0) await this.#store.commit(writes);
  }
}
