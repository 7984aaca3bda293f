import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Sql } from '../../storage/sql.ts';
import { StoreFailure, type StoreFailureReason } from '../../storage/store.ts';

export interface Database extends Sql {
  /** Why the last transaction could not be written; null when it could. What it was about does not count. */
  readonly failing: StoreFailureReason | null;
  /** SQLite has met a page that makes no sense. It stays so: nobody knows what else is damaged. */
  readonly isDamaged: boolean;
  /** An earlier Kaiku wrote it, and what has been added since must be worked out: see `NodeHouse.upgrade`. */
  readonly isOld: boolean;
  /** It has been. */
  upgraded(): void;
  /** A commit that changes nothing. @throws StoreFailure when it cannot be written. */
  probe(): void;
  close(): void;
}

export interface DatabaseOptions {
  /** Told how long each transaction took, in milliseconds, and whether it was committed. */
  readonly onCommit?: ((milliseconds: number, isDone: boolean) => void) | undefined;
}

/**
 * What the tables and records of a file are written like. The first release wrote no number, which SQLite reads as 0. From
 * 1 on there are lists for pages; everything else that came later stands beside what was, and may be absent.
 */
const SCHEMA = 1;

/** How long a statement waits for another process that holds the file, in milliseconds. */
const BUSY_TIMEOUT = 5000;

/**
 * One SQLite file, or `:memory:`. WAL with `synchronous=FULL`: a transaction has reached the disk when it returns.
 * @throws when the file cannot be opened, is no database or another program's, or was written by a newer Kaiku.
 */
export function openDatabase(path: string, { onCommit }: DatabaseOptions = {}): Database {
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT, enableForeignKeyConstraints: false });
  let schema = 0;
  const writeSchema = () => {
    database.exec(`PRAGMA user_version = ${SCHEMA}`);
    schema = SCHEMA;
  };
  try {
    const names = database.prepare('SELECT name FROM sqlite_master').all();
    // Before anything is written: whoever mistook the directory finds the other program's file as it was.
    if (names.length > 0 && !names.some(({ name }) => name === 'record')) throw new Error(FOREIGN);
    schema = Number(database.prepare('PRAGMA user_version').get()?.user_version ?? 0);
    if (schema > SCHEMA) throw new Error(newer(schema));
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    if (names.length === 0 && schema < SCHEMA) writeSchema();
  } catch (error) {
    database.close();
    throw error;
  }
  // The store's statements are a handful of constants, so the cache stays as small.
  const statements = new Map<string, StatementSync>();
  let isInside = false;
  let failing: StoreFailureReason | null = null;
  let isDamaged = false;

  function failed(error: unknown): StoreFailure | null {
    const failure = failureOf(error);
    if (failure?.reason === 'damaged') isDamaged = true;
    return failure;
  }

  function begin(): void {
    // What a failed rollback left behind holds nothing that was acknowledged.
    if (database.isTransaction) database.exec('ROLLBACK');
    // Takes the write lock at once, so that what the transaction reads is still true when it commits.
    database.exec('BEGIN IMMEDIATE');
  }

  function rollBack(): void {
    try {
      // SQLite itself rolls back on some failures, a full disk among them.
      if (database.isTransaction) database.exec('ROLLBACK');
    } catch {
      // The next transaction begins with it.
    }
  }

  function transaction<T>(work: () => T): T {
    if (isInside) throw new Error('a transaction is open already');
    const began = onCommit === undefined ? 0 : performance.now();
    isInside = true;
    let isDone = false;
    try {
      begin();
      const result = work();
      database.exec('COMMIT');
      isDone = true;
      failing = null;
      return result;
    } catch (error) {
      rollBack();
      const failure = failed(error);
      if (failure === null) throw error;
      failing = failure.reason;
      throw failure;
    } finally {
      isInside = false;
      onCommit?.(performance.now() - began, isDone);
    }
  }

  return {
    all(sql, ...bindings) {
      try {
        let statement = statements.get(sql);
        if (statement === undefined) {
          statement = database.prepare(sql);
          statements.set(sql, statement);
        }
        return statement.all(...bindings);
      } catch (error) {
        throw failed(error) ?? error;
      }
    },
    transaction,
    get failing() {
      return failing;
    },
    get isDamaged() {
      return isDamaged;
    },
    get isOld() {
      return schema < SCHEMA;
    },
    upgraded: () => transaction(writeSchema),
    // SQLite writes the number whether it is another or not.
    probe: () => transaction(() => database.exec(`PRAGMA user_version = ${schema}`)),
    close: () => database.close(),
  };
}

/** Null for what is no failure of the file. */
export function failureOf(error: unknown): StoreFailure | null {
  if (error instanceof StoreFailure) return error;
  const code = sqliteCode(error);
  return code === null ? null : new StoreFailure(FAILURES[code], { cause: error, code });
}

/** The name of SQLite's primary result code (sqlite.org/rescode.html); null for what is no failure of the file. */
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
