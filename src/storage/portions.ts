import type { Range, Store, Stored, Write } from './store.ts';

/** What work that goes through all rows there are reads, or writes, at once: what it holds does not grow with them. */
export const PORTION = 500;

/** The keys below `base` in order, none twice. Rows may come and go between two portions. */
export async function* keyPortions(
  store: Store,
  base: string,
  limit = PORTION,
  range: Pick<Range, 'after' | 'before'> = {},
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
  for await (const keys of keyPortions(store, base)) count += keys.length;
  return count;
}

/** As the store's own, however many keys there are. */
export async function getMany(store: Store, keys: readonly string[]): Promise<(Stored | null)[]> {
  const found: (Stored | null)[] = [];
  for (let from = 0; from < keys.length; from += PORTION) {
    found.push(...(await store.getMany(keys.slice(from, from + PORTION))));
  }
  return found;
}

/** Writes of which each is right without the others, as commits of a portion at most. */
export class Commits {
  readonly #store: Store;
  #pending: Write[] = [];
  #count = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  /** How many writes have been added so far. */
  get count(): number {
    return this.#count;
  }

  /** Commits whenever a portion is full. */
  async add(writes: readonly Write[]): Promise<void> {
    for (const write of writes) {
      this.#pending.push(write);
      this.#count += 1;
      if (this.#pending.length >= PORTION) await this.flush();
    }
  }

  async flush(): Promise<void> {
    const writes = this.#pending;
    this.#pending = [];
    if (writes.length > 0) await this.#store.commit(writes);
  }
}
