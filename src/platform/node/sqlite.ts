import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Sql } from '../../storage/sql.ts';
import { StoreFailure, type StoreFailureReason } from '../../storage/store.ts';

export interface Database extends Sql {
  /** Why the last transaction could not be written; null when it could. Errors of the caller's work do not count. */
  readonly writeFailure: StoreFailureReason | null;
  /** True from the first damaged page that SQLite meets: other pages may be damaged too. */
  readonly isDamaged: boolean;
  /** An earlier release wrote the file, and `NodeService.upgrade` has not run yet. */
  readonly isOutdated: boolean;
  markUpgraded(): void;
  /** A commit that changes nothing. @throws StoreFailure when it cannot be written. */
  probe(): void;
  close(): void;
}

export interface DatabaseOptions {
  readonly onCommit?: ((milliseconds: number, isDone: boolean) => void) | undefined;
}

/** The `user_version` of the file. The first release left it at 0; since 1 there are lists for pages. */
export const SCHEMA = 1;

const BUSY_TIMEOUT = 5000;

/**
 * Opens one SQLite file, or `:memory:`. With `synchronous=FULL` a transaction has reached the disk when it returns.
 * @throws when the file cannot be opened, is no database, is another program's, or was written by a newer release.
 */
export function openDatabase(path: string, { onCommit }: DatabaseOptions = {}): Database {
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
      const result = work();
      database.exec('COMMIT');
      isDone = true;
      writeFailure = null;
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
        let statement = statements.get(sql);
        if (statement === undefined) {
          statement = database.prepare(sql);
          statements.set(sql, statement);
        }
        return statement.all(...bindings);
      } catch (error) {
        throw noteFailure(error) ?? error;
      }
    },
    transaction,
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
    close: () => database.close(),
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
