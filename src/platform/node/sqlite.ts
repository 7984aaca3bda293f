import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Sql } from '../../store/sql-driver.ts';

export interface Database extends Sql {
  close(): void;
}

/** How long a statement waits for another process that holds the file, in milliseconds. */
const BUSY_TIMEOUT = 5000;

/**
 * One SQLite file, or `:memory:`. WAL with `synchronous=FULL`: a transaction has reached the disk when it returns.
 * @throws when the file cannot be opened or is no database.
 */
export function openDatabase(path: string): Database {
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT, enableForeignKeyConstraints: false });
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  // The store's statements are a handful of constants, so the cache stays as small.
  const statements = new Map<string, StatementSync>();

  return {
    all(sql, ...bindings) {
      let statement = statements.get(sql);
      if (statement === undefined) {
        statement = database.prepare(sql);
        statements.set(sql, statement);
      }
      return statement.all(...bindings);
    },
    transaction(work) {
      if (database.isTransaction) throw new Error('a transaction is open already');
      // Takes the write lock at once, so that what the transaction reads is still true when it commits.
      database.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        database.exec('COMMIT');
        return result;
      } catch (error) {
        // SQLite itself rolls back on some failures, a full disk among them.
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      }
    },
    close: () => database.close(),
  };
}
