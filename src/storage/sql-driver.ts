import type { Driver } from './create-storage.ts';
import { bounds, type ScanOptions, type WriteItem, type WriteOptions } from './driver-options.ts';
import type { Sql } from './sql.ts';
import { SqlIndex } from './sql-index.ts';
import { Conflict } from './store.ts';

/** WITHOUT ROWID made the file three times larger. */
const CREATE_RECORD = `CREATE TABLE IF NOT EXISTS record (
  key TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  value TEXT NOT NULL
)`;
const READ = 'SELECT value FROM record WHERE key = ?';
/** A Durable Object allows 100 bound parameters, so all keys are in one. */
const READ_MANY = 'SELECT key, value FROM record WHERE key IN (SELECT value FROM json_each(?))';
const SCAN = 'SELECT key FROM record WHERE key > ? AND key < ? ORDER BY key LIMIT ?';
const REVISION = 'SELECT revision FROM record WHERE key = ?';
const PUT = `INSERT INTO record (key, revision, value) VALUES (?1, coalesce(?2, 1), ?3)
  ON CONFLICT (key) DO UPDATE SET revision = coalesce(?2, record.revision + 1), value = excluded.value`;
const REMOVE = 'DELETE FROM record WHERE key = ?';
const CLEAR = 'DELETE FROM record WHERE key > ? AND key < ?';
const NO_LIMIT = -1;

/** Adds to unstorage's drivers atomic `setItems`, expected revisions and key ranges. The caller closes `sql`. */
export function sqlDriver(sql: Sql): Driver {
  sql.all(CREATE_RECORD);
  const index = new SqlIndex(sql);

  const read = (key: string): string | null => text(sql.all(READ, key)[0]?.value);

  const write = ({ key, value, options = {} }: WriteItem): void => {
    if (options.expect !== undefined && options.expect !== (sql.all(REVISION, key)[0]?.revision ?? 0)) {
      throw new Conflict(key);
    }
    if (options.remove) sql.all(REMOVE, key);
    else sql.all(PUT, key, options.revision ?? null, value);
    index.write(key, options.remove ? undefined : options.searchTerms);
  };

  const commit = (items: readonly WriteItem[]): void =>
    sql.transaction(() => {
      for (const item of items) write(item);
    });

  return {
    name: 'kaiku-sql',
    hasItem: (key) => read(key) !== null,
    getItem: read,
    getItems(items) {
      const rows = sql.all(READ_MANY, JSON.stringify(items.map(({ key }) => key)));
      const values = new Map(rows.map(({ key, value }) => [key, value]));
      return items.map(({ key }) => ({ key, value: text(values.get(key)) }));
    },
    setItem: (key, value, options: WriteOptions) => commit([{ key, value, options }]),
    setItems: commit,
    removeItem: (key, options: WriteOptions) =>
      commit([{ key, value: '', options: { ...options, remove: true } }]),
    getKeys(base, range: ScanOptions) {
      if (range.search !== undefined) return index.search(base ?? '', range.search);
      const { above, below } = bounds(base, range);
      return sql.all(SCAN, above, below, range.limit ?? NO_LIMIT).map(({ key }) => String(key));
    },
    clear(base) {
      const { above, below } = bounds(base);
      sql.transaction(() => {
        sql.all(CLEAR, above, below);
        index.clear(above, below);
      });
    },
  };
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
