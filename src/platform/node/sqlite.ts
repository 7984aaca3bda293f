import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Row, Sql, SqlValue } from '../../storage/sql.ts';
import { StoreFailure, type StoreFailureReason } from '../../storage/store.ts';
import { dropTables } from './drop-tables.ts';

export interface Database extends Sql {
  /** Why the last transaction could not be written; null when it could. Errors of the caller's work do not count. */
  readonly writeFailure: StoreFailureReason | null;
  /** True from the first damaged page that SQLite meets: other pages may be damaged too. */
  readonly isDamaged: boolean;
  /** An earlier release wrote the file, and `NodeService.upgrade` has not run yet. */
  readonly isOutdated: boolean;
  markUpgraded(): void;
  /** The commits of this database since the counting began; null when they are not counted. */
  readonly commits: number | null;
  /** Must be called after the records' table is there, by which the file is known as ours. */
  startCounting(): void;
  /** Moves the write-ahead log into the database and empties it, unless somebody reads. */
  checkpoint(): void;
  /** A commit that changes nothing. @throws StoreFailure when it cannot be written. */
  probe(): void;
  close(): void;
}

export interface DatabaseOptions {
  readonly onCommit?: ((milliseconds: number, isDone: boolean) => void) | undefined;
  /** Called after each commit with `commits`. */
  readonly onCount?: ((commits: number) => void) | undefined;
}

/** The `user_version` of the file. The first release left it at 0; since 1 there are lists for pages. */
export const SCHEMA = 1;

const BUSY_TIMEOUT = 5000;

const CREATE_COMMITS = `CREATE TABLE IF NOT EXISTS commits (id INTEGER PRIMARY KEY, count INTEGER NOT NULL);
  INSERT OR IGNORE INTO commits VALUES (1, 0)`;
const COUNT = 'SELECT count FROM commits WHERE id = 1';
const COUNT_COMMIT = 'UPDATE commits SET count = count + 1 WHERE id = 1 RETURNING count';

/** What a damaged write-ahead log can lose: so many commits, or those of the last moment. */
const CHECKPOINT_COMMITS = 64;
/** In milliseconds after the last commit. */
const CHECKPOINT_DELAY = 250;

/**
 * Opens one SQLite file, or `:memory:`. With `synchronous=FULL` a transaction has reached the disk when it returns.
 * @throws when the file cannot be opened, is no database, is another program's, or was written by a newer release.
 */
export function openDatabase(path: string, { onCommit, onCount }: DatabaseOptions = {}): Database {
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT, enableForeignKeyConstraints: false });
  let schema = 0;
  const writeSchema = () => {
    database.exec(`PRAGMA user_version = ${SCHEMA}`);
    schema = SCHEMA;
  };
  try {
    const { isEmpty, schema: stored } = checkSchema(database);
    schema = stored;
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    if (isEmpty && schema < SCHEMA) writeSchema();
  } catch (error) {
    database.close();
    throw error;
  }
  const statements = new Map<string, StatementSync>();
  let isInside = false;
  let writeFailure: StoreFailureReason | null = null;
  let isDamaged = false;
  let commits: number | null = null;
  let commitsInLog = 0;
  let checkpointTimer: NodeJS.Timeout | undefined;

  /** A damaged counter must not stop a change. */
  function countCommit(): number | null {
    try {
      return commits === null ? null : numberIn(run(COUNT_COMMIT)[0]?.count);
    } catch (error) {
      if ((failureOf(error)?.reason ?? 'damaged') === 'damaged') return null;
      throw error;
    }
  }

  function noteCommit(): void {
    if (commits !== null) onCount?.(commits);
    commitsInLog += 1;
    if (commitsInLog >= CHECKPOINT_COMMITS) checkpoint();
    else if (checkpointTimer === undefined)
      checkpointTimer = setTimeout(checkpoint, CHECKPOINT_DELAY).unref();
    else checkpointTimer.refresh();
  }

  function checkpoint(): void {
    clearTimeout(checkpointTimer);
    [checkpointTimer, commitsInLog] = [undefined, 0];
    try {
      // TRUNCATE would wait for a reader, such as a backup, and with it the whole process.
      database.exec('PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
      // The log grows until the next one; a commit reports what is wrong.
    } finally {
      database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT}`);
    }
  }

  function run(sql: string, ...bindings: SqlValue[]): Row[] {
    let statement = statements.get(sql);
    if (statement === undefined) {
      statement = database.prepare(sql);
      statements.set(sql, statement);
    }
    return statement.all(...bindings);
  }

  function noteFailure(error: unknown): StoreFailure | null {
    const failure = failureOf(error);
    if (failure?.reason === 'damaged') isDamaged = true;
    return failure;
  }

  function begin(): void {
    // A failed rollback left this one open; nothing in it was acknowledged.
    if (database.isTransaction) database.exec('ROLLBACK');
    // IMMEDIATE takes the write lock now, so no other writer commits between the reads and the commit.
    database.exec('BEGIN IMMEDIATE');
  }

  function rollBack(): void {
    try {
      // On a full disk, for example, SQLite has rolled back by itself.
      if (database.isTransaction) database.exec('ROLLBACK');
    } catch {}
  }

  function transaction<T>(work: () => T): T {
    if (isInside) throw new Error('a transaction is open already');
    const began = onCommit === undefined ? 0 : performance.now();
    isInside = true;
    let isDone = false;
    try {
      begin();
      const counted = countCommit();
      const result = work();
      database.exec('COMMIT');
      commits = counted;
      isDone = true;
      writeFailure = null;
      noteCommit();
      return result;
    } catch (error) {
      rollBack();
      const failure = noteFailure(error);
      if (failure === null) throw error;
      writeFailure = failure.reason;
      throw failure;
    } finally {
      isInside = false;
      onCommit?.(performance.now() - began, isDone);
    }
  }

  return {
    all(sql, ...bindings) {
      try {
        return run(sql, ...bindings);
      } catch (error) {
        throw noteFailure(error) ?? error;
      }
    },
    transaction,
    dropTables(names) {
      statements.clear();
      dropTables(database, names);
      // What was damaged is gone; other damage is met again.
      isDamaged = false;
    },
    get commits() {
      return commits;
    },
    startCounting() {
      database.exec(CREATE_COMMITS);
      commits = countedCommits(database);
    },
    checkpoint,
    get writeFailure() {
      return writeFailure;
    },
    get isDamaged() {
      return isDamaged;
    },
    get isOutdated() {
      return schema < SCHEMA;
    },
    markUpgraded: () => transaction(writeSchema),
    // SQLite writes the number even when it is unchanged.
    probe: () => transaction(() => database.exec(`PRAGMA user_version = ${schema}`)),
    close() {
      clearTimeout(checkpointTimer);
      database.close();
    },
  };
}

/** The schema of a database that another process may be using. @throws as `openDatabase`. */
export function readSchema(path: string): number {
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT, readOnly: true });
  try {
    return checkSchema(database).schema;
  } finally {
    database.close();
  }
}

/** @throws before the first write, so that another program's file stays as it was. */
function checkSchema(database: DatabaseSync): { readonly isEmpty: boolean; readonly schema: number } {
  const names = database.prepare('SELECT name FROM sqlite_master').all();
  if (names.length > 0 && !names.some(({ name }) => name === 'record')) throw new Error(FOREIGN);
  const schema = Number(database.prepare('PRAGMA user_version').get()?.user_version ?? 0);
  if (schema > SCHEMA) throw new Error(newer(schema));
  return { isEmpty: names.length === 0, schema };
}

function countedCommits(database: DatabaseSync): number | null {
  try {
    return numberIn(database.prepare(COUNT).get()?.count);
  } catch {
    return null;
  }
}

function numberIn(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

export function failureOf(error: unknown): StoreFailure | null {
  if (error instanceof StoreFailure) return error;
  const code = sqliteCode(error);
  return code === null ? null : new StoreFailure(FAILURES[code], { cause: error, code });
}

/** The name of SQLite's primary result code (sqlite.org/rescode.html). */
function sqliteCode(error: unknown): SqliteCode | null {
  if (!(error instanceof Error && 'errcode' in error && typeof error.errcode === 'number')) return null;
  return CODES[error.errcode & 0xff] ?? null;
}

const FAILURES = {
  SQLITE_PERM: 'read-only',
  SQLITE_BUSY: 'broken',
  SQLITE_LOCKED: 'broken',
  SQLITE_NOMEM: 'broken',
  SQLITE_READONLY: 'read-only',
  SQLITE_IOERR: 'broken',
  SQLITE_CORRUPT: 'damaged',
  SQLITE_FULL: 'full',
  SQLITE_CANTOPEN: 'broken',
  SQLITE_NOTADB: 'damaged',
} as const;

export type SqliteCode = keyof typeof FAILURES;

const CODES: { readonly [code: number]: SqliteCode } = {
  3: 'SQLITE_PERM',
  5: 'SQLITE_BUSY',
  6: 'SQLITE_LOCKED',
  7: 'SQLITE_NOMEM',
  8: 'SQLITE_READONLY',
  10: 'SQLITE_IOERR',
  11: 'SQLITE_CORRUPT',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
  26: 'SQLITE_NOTADB',
};

const FOREIGN = 'kaiku.db in the data directory is a database of another program.';

function newer(schema: number): string {
  return `The database was written by a newer Kaiku (schema ${schema}, this one knows ${SCHEMA}). Start that one, or restore a backup from before it.`;
}
