import { checksumOf, isIntact } from './checksum.ts';
import type { Driver } from './create-storage.ts';
import {
  bounds,
  type ReadOptions,
  type ScanOptions,
  type WriteItem,
  type WriteOptions,
} from './driver-options.ts';
import { INDEX_STATE, resetsIn } from './index-state.ts';
import type { Row, Sql } from './sql.ts';
import { isDamage, SqlIndex } from './sql-index.ts';
import { SqlSnapshots } from './sql-snapshots.ts';
import { Conflict, type Search } from './store.ts';

/** WITHOUT ROWID made the file three times larger. */
const CREATE_RECORD = `CREATE TABLE IF NOT EXISTS record (
  key TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  value TEXT NOT NULL,
  checksum INTEGER,
  checked INTEGER
)`;
const COLUMNS = 'PRAGMA table_info(record)';
const READ = 'SELECT value, revision, checksum, checked FROM record WHERE key = ?';
/** A Durable Object allows 100 bound parameters, so all keys are in one. */
const READ_MANY = `SELECT key, value, revision, checksum, checked FROM record
  WHERE key IN (SELECT value FROM json_each(?))`;
const SCAN = 'SELECT key FROM record WHERE key > ? AND key < ? ORDER BY key LIMIT ?';
const REVISION = 'SELECT revision FROM record WHERE key = ?';
const PUT = `INSERT INTO record (key, revision, value, checksum, checked)
  VALUES (?1, coalesce(?2, 1), ?3, ?4, coalesce(?2, 1))
  ON CONFLICT (key) DO UPDATE SET revision = coalesce(?2, record.revision + 1), value = excluded.value,
    checksum = excluded.checksum, checked = coalesce(?2, record.revision + 1)`;
const REMOVE = 'DELETE FROM record WHERE key = ?';
const CLEAR = 'DELETE FROM record WHERE key > ? AND key < ?';
const NO_LIMIT = -1;
/** Stands for a record that is there but not as it was written: any JSON that is no object. */
const UNREADABLE = 'false';

export interface SqlDriverOptions {
  /** Called after a damaged search index was emptied. Its terms must be written again. */
  readonly onIndexReset?: (() => void) | undefined;
}

/** Adds to unstorage's drivers atomic `setItems`, expected revisions and key ranges. The caller closes `sql`. */
export function sqlDriver(sql: Sql, { onIndexReset }: SqlDriverOptions = {}): Driver {
  createRecords(sql);
  const index = new SqlIndex(sql);
  const snapshots = new SqlSnapshots(sql);

  const read = (key: string): string | null => recordText(key, sql.all(READ, key)[0]);

  const put = (key: string, value: string, revision: number | null): void => {
    sql.all(PUT, key, revision, value, checksumOf(key, value));
  };

  const write = ({ key, value, options = {} }: WriteItem): void => {
    if (options.expect !== undefined && options.expect !== (sql.all(REVISION, key)[0]?.revision ?? 0)) {
      throw new Conflict(key);
    }
    snapshots.keep(key, read);
    if (options.remove) sql.all(REMOVE, key);
    else put(key, value, options.revision ?? null);
  };

  function resetIndex(): void {
    // Written first, so that a kill leaves no empty index that counts as complete.
    const resets = resetsIn(parse(read(INDEX_STATE))) + 1;
    sql.transaction(() => put(INDEX_STATE, JSON.stringify({ resets }), null));
    index.reset();
    onIndexReset?.();
  }

  /** The index is made of releases, so damage in it must not stop a change. */
  function change(changeRecords: () => void, changeIndex: () => void): void {
    let isAtIndex = false;
    const work = () => {
      isAtIndex = false;
      changeRecords();
      isAtIndex = true;
      changeIndex();
    };
    try {
      sql.transaction(work);
    } catch (error) {
      // FTS5 writes its terms also at the end of the transaction, which touches no record.
      if (!isAtIndex || !isDamage(error)) throw error;
      resetIndex();
      sql.transaction(work);
    }
  }

  function find(base: string, search: Search): string[] {
    try {
      return index.search(base, search);
    } catch (error) {
      if (!isDamage(error)) throw error;
      resetIndex();
      return index.search(base, search);
    }
  }

  const commit = (items: readonly WriteItem[]): void =>
    change(
      () => items.forEach(write),
      () => {
        for (const { key, options = {} } of items)
          index.write(key, options.remove ? undefined : options.searchTerms);
      },
    );

  return {
    name: 'kaiku-sql',
    hasItem: (key) => read(key) !== null,
    getItem(key, { snapshot }: ReadOptions = {}) {
      const kept = snapshot === undefined ? undefined : snapshots.kept(snapshot, [key]).get(key);
      return kept === undefined ? read(key) : kept;
    },
    getItems(items, { snapshot }: ReadOptions = {}) {
      const keys = items.map(({ key }) => key);
      const rows = sql.all(READ_MANY, JSON.stringify(keys));
      const found = new Map(rows.map((row) => [row.key, row]));
      const kept = snapshot === undefined ? null : snapshots.kept(snapshot, keys);
      return keys.map((key) => {
        const value = kept?.get(key);
        return { key, value: value === undefined ? recordText(key, found.get(key)) : value };
      });
    },
    setItem(key, value, options: WriteOptions = {}) {
      const { snapshot } = options;
      if (snapshot === undefined) commit([{ key, value, options }]);
      else if (snapshot.bases === null) snapshots.close(snapshot.id);
      else snapshots.open(snapshot.id, snapshot.bases);
    },
    setItems: commit,
    removeItem: (key, options: WriteOptions) =>
      commit([{ key, value: '', options: { ...options, remove: true } }]),
    getKeys(base, range: ScanOptions) {
      if (range.search !== undefined) return find(base ?? '', range.search);
      const { above, below } = bounds(base, range);
      const limit = range.limit ?? NO_LIMIT;
      if (range.snapshot !== undefined) return snapshots.keys(range.snapshot, { above, below }, limit);
      return sql.all(SCAN, above, below, limit).map(({ key }) => String(key));
    },
    clear(base) {
      const { above, below } = bounds(base);
      change(
        () => sql.all(CLEAR, above, below),
        () => index.clear(above, below),
      );
    },
  };
}

/** Stores of earlier releases lack the columns of the checksum, which those releases ignore. */
function createRecords(sql: Sql): void {
  sql.all(CREATE_RECORD);
  const columns = new Set(sql.all(COLUMNS).map(({ name }) => name));
  for (const column of ['checksum', 'checked'])
    if (!columns.has(column)) sql.all(`ALTER TABLE record ADD COLUMN ${column} INTEGER`);
}

function recordText(key: string, row: Row | undefined): string | null {
  if (row === undefined) return null;
  return typeof row.value === 'string' && isIntact(key, row) ? row.value : UNREADABLE;
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}
