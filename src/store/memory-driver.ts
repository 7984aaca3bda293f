import type { Driver } from 'unstorage';
import { bounds, type ScanOptions, type WriteItem, type WriteOptions } from './driver-options.ts';
import { Conflict } from './store.ts';

type Rows = Map<string, { readonly revision: number; readonly value: string }>;

/** The SQL driver's promises kept in a map, for tests and wherever there is no SQLite. Nothing is durable. */
export function memoryDriver(): Driver {
  let rows: Rows = new Map();

  const commit = (items: readonly WriteItem[]): void => {
    const next: Rows = new Map(rows);
    for (const item of items) write(next, item);
    rows = next;
  };

  const scan = (base: string | undefined, range: ScanOptions): string[] => {
    const { above, below } = bounds(base, range);
    return [...rows.keys()].filter((key) => key > above && key < below).sort();
  };

  return {
    name: 'kaiku-memory',
    hasItem: (key) => rows.has(key),
    getItem: (key) => rows.get(key)?.value ?? null,
    getItems: (items) => items.map(({ key }) => ({ key, value: rows.get(key)?.value ?? null })),
    setItem: (key, value, options: WriteOptions) => commit([{ key, value, options }]),
    setItems: commit,
    removeItem: (key, options: WriteOptions) =>
      commit([{ key, value: '', options: { ...options, remove: true } }]),
    getKeys: (base, range: ScanOptions) => scan(base, range).slice(0, range.limit),
    clear: (base) => {
      for (const key of scan(base, {})) rows.delete(key);
    },
  };
}

function write(rows: Rows, { key, value, options = {} }: WriteItem): void {
  const revision = rows.get(key)?.revision ?? 0;
  if (options.expect !== undefined && options.expect !== revision) throw new Conflict(key);
  if (options.remove) rows.delete(key);
  else rows.set(key, { revision: options.revision ?? revision + 1, value });
}
