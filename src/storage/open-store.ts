import { createStorage, type Driver } from './create-storage.ts';
import type { ScanOptions, WriteOptions } from './driver-options.ts';
import { type Store, type Stored, StoreFailure, type Write } from './store.ts';
import { BufferedTransaction } from './transaction.ts';

/** Segments that are not `.` or `..`, joined with `:`. */
const KEY = /^(?!\.{1,2}(?::|$))[A-Za-z0-9._-]+(?::(?!\.{1,2}(?::|$))[A-Za-z0-9._-]+)*$/;

const TERM = /^[\p{L}\p{M}\p{N}=]+$/u;

/** The store over a driver that keeps `WriteOptions` and `Range`, as the SQL and the memory driver do. */
export function openStore(driver: Driver): Store {
  const storage = createStorage<Stored>({ driver });

  const store: Store = {
    async get(key) {
      const value: unknown = await storage.getItem(checked(key));
      // To the newsroom a record that cannot be read must not be one that never was: it would write another in its place.
      if (value !== null && !isStored(value)) throw new StoreFailure('broken');
      return value;
    },
    async getMany(keys) {
      const items = await storage.getItems(keys.map(checked));
      return items.map(({ value }) => record(value));
    },
    async keys(base, range = {}) {
      return storage.getKeys(checked(base), range);
    },
    async search(base, search) {
      if (search.clauses.length === 0) return [];
      for (const { prefix, terms } of search.clauses) [prefix, ...terms].forEach(checkTerm);
      const options: ScanOptions = { search };
      return storage.getKeys(checked(base), options);
    },
    async commit(writes) {
      await storage.setItems(writes.map(item));
    },
    transaction: () => new BufferedTransaction(store),
  };
  return store;
}

function item({ key, value, expect, revision, found }: Write): {
  key: string;
  value: Stored;
  options: WriteOptions;
} {
  return {
    key: checked(key),
    value: value ?? {},
    options: { expect, revision, found, remove: value === undefined },
  };
}

/**
 * unstorage silently cuts a key at `?`, turns `/` into `:` and drops empty segments: two records would become one.
 * Such a key is the caller's mistake.
 */
function checked(key: string): string {
  if (!KEY.test(key)) throw new TypeError('not a key of the store');
  return key;
}

/** Anything else would be several terms to the index, or none. */
function checkTerm(term: string): void {
  if (!TERM.test(term)) throw new TypeError('not a term of the store');
}

function record(value: unknown): Stored | null {
  return isStored(value) ? value : null;
}

function isStored(value: unknown): value is Stored {
  return typeof value === 'object' && value !== null;
}
