import { createStorage, type Driver } from 'unstorage';
import type { WriteOptions } from './driver-options.ts';
import type { Store, Stored, Write } from './store.ts';

/** Segments that are not `.` or `..`, joined with `:`. */
const KEY = /^(?!\.{1,2}(?::|$))[A-Za-z0-9._-]+(?::(?!\.{1,2}(?::|$))[A-Za-z0-9._-]+)*$/;

/** The store over a driver that keeps `WriteOptions` and `Range`, as the SQL and the memory driver do. */
export function openStore(driver: Driver): Store {
  const storage = createStorage<Stored>({ driver });

  return {
    async get(key) {
      return record(await storage.getItem(checked(key)));
    },
    async getMany(keys) {
      const items = await storage.getItems(keys.map(checked));
      return items.map(({ value }) => record(value));
    },
    async keys(base, range = {}) {
      return storage.getKeys(checked(base), range);
    },
    async commit(writes) {
      await storage.setItems(writes.map(item));
    },
  };
}

function item({ key, value, expect, revision }: Write): {
  key: string;
  value: Stored;
  options: WriteOptions;
} {
  return {
    key: checked(key),
    value: value ?? {},
    options: { expect, revision, remove: value === undefined },
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

function record(value: unknown): Stored | null {
  return isStored(value) ? value : null;
}

function isStored(value: unknown): value is Stored {
  return typeof value === 'object' && value !== null;
}
