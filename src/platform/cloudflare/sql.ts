import type { Row, Sql } from '../../storage/sql.ts';

/**
 * A Durable Object's SQLite storage as the store's `Sql` handle. What a transaction wrote is durable before any
 * answer leaves the object: its output gate holds answers back until the write is confirmed.
 */
export function durableSql(storage: DurableObjectStorage): Sql {
  let open = false;
  return {
    all: (sql, ...args): Row[] => storage.sql.exec(sql, ...args).toArray(),
    transaction(work) {
      // transactionSync() would nest by savepoints; node:sqlite would not, and the store must not depend on it.
      if (open) throw new Error('a transaction is open already');
      open = true;
      try {
        return storage.transactionSync(work);
      } finally {
        open = false;
      }
    },
  };
}
