import type { DatabaseSync } from 'node:sqlite';
import { isObject } from '../../base/json.ts';
import { isIntact } from '../../storage/checksum.ts';
import type { Stored } from '../../storage/store.ts';

/** A row of the records' table, as SQLite returns it. A store of an earlier release has no checksums. */
export interface ScannedRecord {
  readonly key: string;
  readonly row: { readonly [column: string]: unknown };
  /** Null when it is no JSON object or not as it was written. */
  readonly value: Stored | null;
}

const BATCH = 200;
/** Without the end of the table: after so many row numbers without a row the scan ends. */
const MAX_GAP = 100_000;

/** By row number, so that damage in the index of keys hides no record. */
const READ_AFTER = `SELECT rowid AS "row", * FROM record NOT INDEXED WHERE rowid > ? ORDER BY rowid LIMIT ${BATCH}`;
const READ_ONE = 'SELECT rowid AS "row", * FROM record NOT INDEXED WHERE rowid = ?';
const LAST = 'SELECT max(rowid) AS last FROM record NOT INDEXED';
const KEYS = 'SELECT key FROM record INDEXED BY sqlite_autoindex_record_1 ORDER BY key';

/** Reads what can be read and steps over damaged pages. */
export function* scanRecords(database: DatabaseSync): Generator<ScannedRecord> {
  const last = attempt(() => Number(database.prepare(LAST).get()?.last ?? 0));
  const readAfter = database.prepare(READ_AFTER);
  const readOne = database.prepare(READ_ONE);
  let after = 0;
  let found = 0;
  while (last === null ? after - found < MAX_GAP : after < last) {
    const batch = attempt(() => readAfter.all(after));
    const rows = batch ?? [];
    if (batch === null) {
      for (let at = after + 1; at <= after + BATCH; at += 1) {
        const row = attempt(() => readOne.get(at));
        if (row != null) rows.push(row);
      }
    }
    for (const row of rows) yield scanned(row);
    if (batch !== null && batch.length === 0) return;
    after = batch === null ? after + BATCH : Number(batch.at(-1)?.row);
    if (rows.length > 0) found = after;
  }
}

/** All keys by the index, which also names the records of a damaged page. Null when the index is damaged. */
export function keysByIndex(database: DatabaseSync): string[] | null {
  return attempt(() =>
    database
      .prepare(KEYS)
      .all()
      .map(({ key }) => String(key)),
  );
}

/** What `PRAGMA integrity_check` finds, without pages that a dropped search index left unused. */
export function integrityFaults(database: DatabaseSync): string[] {
  const rows = attempt(() => database.prepare('PRAGMA integrity_check(100)').all());
  if (rows === null) return ['the database is damaged'];
  return rows
    .flatMap(({ integrity_check: text }) => String(text).split('\n'))
    .filter((line) => line !== 'ok' && !/^\*\*\* in database|never used$/.test(line));
}

function scanned(row: { readonly [column: string]: unknown }): ScannedRecord {
  const key = String(row.key);
  return { key, row, value: isIntact(key, row) ? parsed(row.value) : null };
}

function parsed(text: unknown): Stored | null {
  const value = attempt((): unknown => JSON.parse(String(text)));
  return isObject(value) ? value : null;
}

function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}
