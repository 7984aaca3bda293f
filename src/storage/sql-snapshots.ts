import type { Bounds } from './driver-options.ts';
import type { Sql } from './sql.ts';

const CREATE_SNAPSHOT =
  'CREATE TABLE IF NOT EXISTS snapshot (id TEXT NOT NULL PRIMARY KEY, bases TEXT NOT NULL)';
/** What records were when a snapshot was opened, of those that have changed since; null for none. */
const CREATE_KEPT = `CREATE TABLE IF NOT EXISTS kept (
  snapshot TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT,
  PRIMARY KEY (snapshot, key)
)`;
const ALL = 'SELECT id, bases FROM snapshot';
const OPEN = 'INSERT INTO snapshot (id, bases) VALUES (?, ?)';
const CLOSE = ['DELETE FROM snapshot WHERE id = ?', 'DELETE FROM kept WHERE snapshot = ?'];
const KEEP = 'INSERT OR IGNORE INTO kept (snapshot, key, value) VALUES (?, ?, ?)';
const IS_KEPT = 'SELECT 1 FROM kept WHERE snapshot = ? AND key = ?';
const KEPT = 'SELECT key, value FROM kept WHERE snapshot = ? AND key IN (SELECT value FROM json_each(?))';
const SCAN = `SELECT key FROM record WHERE key > ?1 AND key < ?2
    AND NOT EXISTS (SELECT 1 FROM kept WHERE snapshot = ?3 AND kept.key = record.key AND value IS NULL)
  UNION SELECT key FROM kept WHERE snapshot = ?3 AND key > ?1 AND key < ?2 AND value IS NOT NULL
  ORDER BY key LIMIT ?4`;

/** Snapshots of a part of the records. A changed record costs a row for each open snapshot, and an unchanged one nothing. */
export class SqlSnapshots {
  readonly #sql: Sql;
  readonly #open = new Map<string, readonly string[]>();

  constructor(sql: Sql) {
    this.#sql = sql;
    sql.all(CREATE_SNAPSHOT);
    sql.all(CREATE_KEPT);
    for (const { id, bases } of sql.all(ALL)) this.#open.set(String(id), String(bases).split(' '));
  }

  open(id: string, bases: readonly string[]): void {
    this.#sql.all(OPEN, id, bases.join(' '));
    this.#open.set(id, bases);
  }

  close(id: string): void {
    this.#sql.transaction(() => {
      for (const statement of CLOSE) this.#sql.all(statement, id);
    });
    this.#open.delete(id);
  }

  /** Must be called in the transaction that changes the record, before it does. */
  keep(key: string, read: (key: string) => string | null): void {
    for (const [id, bases] of this.#open) {
      if (!bases.some((base) => key === base || key.startsWith(`${base}:`))) continue;
      if (this.#sql.all(IS_KEPT, id, key).length === 0) this.#sql.all(KEEP, id, key, read(key));
    }
  }

  /** @throws Error when the snapshot is not open. */
  kept(id: string, keys: readonly string[]): Map<string, string | null> {
    this.#check(id);
    const rows = this.#sql.all(KEPT, id, JSON.stringify(keys));
    return new Map(rows.map(({ key, value }) => [String(key), typeof value === 'string' ? value : null]));
  }

  /** @throws Error when the snapshot is not open. */
  keys(id: string, { above, below }: Bounds, limit: number): string[] {
    this.#check(id);
    return this.#sql.all(SCAN, above, below, id, limit).map(({ key }) => String(key));
  }

  #check(id: string): void {
    if (!this.#open.has(id)) throw new Error('the snapshot is closed');
  }
}
