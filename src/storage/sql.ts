export type SqlValue = string | number | null;
export type Row = { readonly [column: string]: unknown };

/** A synchronous SQLite, as `node:sqlite` and a Durable Object's storage both are. */
export interface Sql {
  all(sql: string, ...bindings: SqlValue[]): Row[];
  /** Commits when `work` returns, rolls back when it throws. Not to be nested. */
  transaction<T>(work: () => T): T;
}
