import type { DatabaseSync } from 'node:sqlite';

/**
 * Removes tables, also those whose pages are damaged, which SQLite refuses to drop: then only their rows in the schema are
 * deleted (sqlite.org/pragma.html#pragma_writable_schema). Their pages stay unused until a VACUUM, such as a backup's. Must
 * not run in a transaction, since one in which a damaged page was met cannot be committed.
 */
export function dropTables(database: DatabaseSync, names: readonly string[]): void {
  for (const name of names) {
    try {
      inTransaction(database, () => database.exec(`DROP TABLE IF EXISTS ${name}`));
    } catch {
      forgetTable(database, name);
    }
  }
}

function forgetTable(database: DatabaseSync, name: string): void {
  database.enableDefensive(false);
  database.exec('PRAGMA writable_schema = ON');
  try {
    inTransaction(database, () => {
      // A virtual table has shadow tables, which are named after it.
      database.prepare("DELETE FROM sqlite_master WHERE tbl_name = ?1 OR tbl_name GLOB ?1 || '_*'").run(name);
      const version = Number(database.prepare('PRAGMA schema_version').get()?.schema_version ?? 0);
      database.exec(`PRAGMA schema_version = ${version + 1}`);
    });
  } finally {
    // RESET also reads the schema again.
    database.exec('PRAGMA writable_schema = RESET');
    database.enableDefensive(true);
  }
}

function inTransaction(database: DatabaseSync, work: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    work();
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
