export type SqlValue = string | number | null;
export type Row = { readonly [column: string]: unknown };

export interface Sql {
  all(sql: string, ...bindings: SqlValue[]): Row[];
  transaction<T>(work: () => T): T;
  /** Must not run in a transaction. Where the platform can, also tables whose pages are damaged are removed. */
  dropTables(names: readonly string[]): void;
}
