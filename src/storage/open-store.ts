import { createStorage, type Driver } from './create-storage.ts';
import type { ReadOptions, ScanOptions, SnapshotChange, WriteOptions } from './driver-options.ts';
import { type RecordReader, type Store, type Stored, StoreFailure, type Write } from './store.ts';
import { BufferedTransaction } from './transaction.ts';
import { UnreadableRecords } from './unreadable-records.ts';

const KEY = /^(?!\.{1,2}(?::|$))[A-Za-z0-9._-]+(?::(?!\.{1,2}(?::|$))[A-Za-z0-9._-]+)*$/;

/** Records read at once; each can have 2 MB, which are parsed without a pause. */
const PORTION = 10;

const TERM = /^[\p{L}\p{M}\p{N}=]+$/u;

/** `pause` is awaited before each reading access: a platform whose store answers at once does something else meanwhile. */
export function openStore(
  driver: Driver,
  unreadable = new UnreadableRecords(),
  pause: () => Promise<void> = async () => undefined,
): Store {
  const storage = createStorage<Stored>({ driver });

  const readerOf = (options: ReadOptions): RecordReader => ({
    async get(key) {
      await pause();
      const value: unknown = await storage.getItem(checkedKey(key), options);
      // Null would make the caller write a new record over one that is only unreadable.
      if (value !== null && !isStored(value)) {
        unreadable.add(key);
        throw new StoreFailure('broken');
      }
      return value;
    },
    async getMany(keys) {
      const records: (Stored | null)[] = [];
      for (let from = 0; from < keys.length; from += PORTION) {
        await pause();
        const items = await storage.getItems(keys.slice(from, from + PORTION).map(checkedKey), options);
        items.forEach(({ value }, at) => {
          if (value !== null && !isStored(value)) unreadable.add(keys[from + at] ?? '');
          records.push(toStored(value));
        });
      }
      return records;
    },
    async keys(base, range = {}) {
      await pause();
      return storage.getKeys(checkedKey(base), { ...range, ...options });
    },
  });

  const changeSnapshot = async (snapshot: SnapshotChange) => {
    await pause();
    await storage.setItem('snapshot', {}, { snapshot });
  };

  const store: Store = {
    pause,
    ...readerOf({}),
    openSnapshot: (id, bases) => changeSnapshot({ id, bases: bases.map(checkedKey) }),
    closeSnapshot: (id) => changeSnapshot({ id, bases: null }),
    snapshot: (id) => readerOf({ snapshot: id }),
    async search(base, search) {
      if (search.clauses.length === 0) return [];
      for (const { prefix, terms } of search.clauses) [prefix, ...terms].forEach(checkTerm);
      await pause();
      const options: ScanOptions = { search };
      return storage.getKeys(checkedKey(base), options);
    },
    async commit(writes) {
      // Without a pause, so that the caller may change its objects once it has called.
      await storage.setItems(writes.map(writeItem));
      unreadable.removeWritten(writes);
    },
    transaction: () => new BufferedTransaction(store),
  };
  return store;
}

function writeItem({ key, value, expect, revision, searchTerms }: Write): {
  key: string;
  value: Stored;
  options: WriteOptions;
} {
  return {
    key: checkedKey(key),
    value: value ?? {},
    options: { expect, revision, searchTerms, remove: value === undefined },
  };
}

/** unstorage cuts a key at `?`, turns `/` into `:` and drops empty segments, so two records would share a key. */
function checkedKey(key: string): string {
  if (!KEY.test(key)) throw new TypeError('not a key of the store');
  return key;
}

/** The index would split any other text into several terms. */
function checkTerm(term: string): void {
  if (!TERM.test(term)) throw new TypeError('not a term of the store');
}

function toStored(value: unknown): Stored | null {
  return isStored(value) ? value : null;
}

function isStored(value: unknown): value is Stored {
  return typeof value === 'object' && value !== null;
}
