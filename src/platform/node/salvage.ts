import type { DatabaseSync } from 'node:sqlite';
import { checksumOf } from '../../storage/checksum.ts';
import { INDEX_STATE } from '../../storage/index-state.ts';
import { sqlDriver } from '../../storage/sql-driver.ts';
import { keysByIndex, type ScannedRecord, scanRecords } from './record-scan.ts';
import { type Database, openDatabase } from './sqlite.ts';

const BATCH = 1000;
const COPY = `INSERT OR IGNORE INTO record (key, revision, value, checksum, checked) VALUES (?, ?, ?, ?, ?)`;
const NEWEST_REVISION = 'SELECT key, value FROM record WHERE key > ? AND key < ? ORDER BY key DESC LIMIT 1';
/** An older schema, so that the first start over the copy works out all lists and timelines again. */
const OUTDATED = 'PRAGMA user_version = 0';

export interface Salvaged {
  /** Keys of records that could not be read and are not in the copy. */
  readonly lost: readonly string[];
  /** Keys of releases that were replaced by their newest readable revision. */
  readonly replaced: readonly string[];
}

/** Copies the records that can be read into a new database at `target`. The search index is made again from them. */
export function salvage(source: DatabaseSync, target: string): Salvaged {
  const database = openDatabase(target);
  try {
    sqlDriver(database);
    const unreadable = new Set(copyRecords(source, database));
    for (const key of keysByIndex(source) ?? [])
      if (!unreadable.has(key) && !isThere(database, key)) unreadable.add(key);
    const replaced = [...unreadable].filter((key) => replaceRelease(database, key));
    const state = JSON.stringify({ resets: 1 });
    database.transaction(() => {
      database.all('DELETE FROM record WHERE key = ?', INDEX_STATE);
      database.all(COPY, INDEX_STATE, 1, state, checksumOf(INDEX_STATE, state), 1);
    });
    database.all(OUTDATED);
    return { lost: [...unreadable].filter((key) => !replaced.includes(key)).sort(), replaced };
  } finally {
    database.checkpoint();
    database.close();
  }
}

/** Returns the keys of records that are there but not as they were written. */
function copyRecords(source: DatabaseSync, target: Database): string[] {
  const unreadable: string[] = [];
  let batch: ScannedRecord[] = [];
  const write = () => {
    target.transaction(() => {
      for (const { key, row } of batch)
        target.all(
          COPY,
          key,
          numberOf(row.revision) ?? 1,
          String(row.value),
          numberOf(row.checksum),
          numberOf(row.checked),
        );
    });
    batch = [];
  };
  for (const record of scanRecords(source)) {
    if (record.value === null) unreadable.push(record.key);
    else batch.push(record);
    if (batch.length === BATCH) write();
  }
  write();
  return unreadable;
}

function replaceRelease(database: Database, key: string): boolean {
  if (!/^release:[0-9]{9}:[0-9]{9}$/.test(key)) return false;
  const base = key.replace('release', 'revision');
  const [newest] = database.all(NEWEST_REVISION, `${base}:`, `${base};`);
  if (typeof newest?.value !== 'string') return false;
  const { value } = newest;
  const revision = Number(String(newest.key).split(':').at(-1));
  database.transaction(() => database.all(COPY, key, revision, value, checksumOf(key, value), revision));
  return true;
}

function isThere(database: Database, key: string): boolean {
  return database.all('SELECT 1 FROM record WHERE key = ?', key).length > 0;
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
