import type { Row, Sql } from '../../storage/sql.ts';

/** The output gate of the object holds its answers back until its writes are durable. */
export function durableSql(storage: DurableObjectStorage): Sql {
  let isInside = false;
  return {
    all: (sql, ...args): Row[] => storage.sql.exec(sql, ...args).toArray(),
    transaction(work) {
      // transactionSync() would nest by savepoints; node:sqlite does not, so the store must not depend on nesting.
      if (isInside) throw new Error('a transaction is open already');
      isInside = true;
      try {
        return storage.transactionSync(work);
      } finally {
        isInside = false;
      }
    },
    dropTables(names) {
      for (const name of names) storage.sql.exec(`DROP TABLE IF EXISTS ${name}`);
    },
  };
}
