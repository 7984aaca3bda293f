import { baseOf, bounds } from './driver-options.ts';
import type { Sql } from './sql.ts';
import { type FieldTerms, type Search, type SearchClause, type SearchTerms, StoreFailure } from './store.ts';

/** VACUUM renumbers implicit rowids, so the table has an explicit id. */
const CREATE_FOUND = `CREATE TABLE IF NOT EXISTS found (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  at INTEGER NOT NULL
)`;
/** The category `C*` keeps a letter that SQLite's Unicode version does not know from splitting a term. */
const CREATE_TERM = `CREATE VIRTUAL TABLE IF NOT EXISTS term USING fts5(
  terms, content = '', contentless_delete = 1, detail = none,
  tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* C*' tokenchars '=|:.-_'"
)`;
const READ_ID = 'SELECT id FROM found WHERE key = ?';
const PUT_FOUND = `INSERT INTO found (key, at) VALUES (?1, ?2)
  ON CONFLICT (key) DO UPDATE SET at = excluded.at RETURNING id`;
const PUT_TERMS = 'INSERT OR REPLACE INTO term (rowid, terms) VALUES (?, ?)';
const REMOVE_FOUND = 'DELETE FROM found WHERE id = ?';
const REMOVE_TERMS = 'DELETE FROM term WHERE rowid = ?';
const CLEAR_TERMS = 'DELETE FROM term WHERE rowid IN (SELECT id FROM found WHERE key > ? AND key < ?)';
const CLEAR_FOUND = 'DELETE FROM found WHERE key > ? AND key < ?';
const SEARCH_NEWEST = `SELECT key FROM term JOIN found ON found.id = term.rowid
  WHERE term MATCH ?5 AND key > ?1 AND key < ?2
  ORDER BY at DESC, key DESC LIMIT ?3 OFFSET ?4`;
const SEARCH_BEST = `SELECT key FROM (
    SELECT rowid AS id, min(tier) AS tier FROM (
      SELECT rowid, 0 AS tier FROM term WHERE term MATCH ?5
      UNION ALL SELECT rowid, 1 FROM term WHERE term MATCH ?6
      UNION ALL SELECT rowid, 2 FROM term WHERE term MATCH ?7
    ) GROUP BY rowid
  ) JOIN found USING (id) WHERE key > ?1 AND key < ?2
  ORDER BY tier, at DESC, key DESC LIMIT ?3 OFFSET ?4`;

/** Tier 0 has the terms of the first field, tier 1 of the first two, tier 2 of all three. */
const TIERS = [0, 1, 2] as const;
const ALL_FIELDS = 2;
type Tier = (typeof TIERS)[number];

const INDEX_TABLES = ['term', 'found'] as const;

/**
 * Each indexed term begins with the base of its record, so that a search does not read the terms of other bases. bm25
 * is not used, because it would count the rows of a term in all bases.
 */
export class SqlIndex {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
    this.#create();
  }

  /** Must not run in a transaction. */
  reset(): void {
    this.#sql.dropTables(INDEX_TABLES);
    this.#create();
  }

  /** Must run in the transaction that writes the record. */
  write(key: string, searchTerms: SearchTerms | undefined): void {
    if (searchTerms === undefined) {
      this.#remove(key);
      return;
    }
    const id = Number(this.#sql.all(PUT_FOUND, key, searchTerms.at)[0]?.id);
    this.#sql.all(PUT_TERMS, id, allTerms(baseOf(key), searchTerms.fields));
  }

  search(base: string, { clauses, order, offset, limit }: Search): string[] {
    // The tokenizer ignores case, so the bounds exclude bases that differ only in case.
    const { above, below } = bounds(base);
    const page = [above, below, limit, offset];
    const match = (tier: Tier) =>
      clauses.map((clause) => clauseSql(termScope(base, tier), clause)).join(' AND ');
    const rows =
      order === 'best'
        ? this.#sql.all(SEARCH_BEST, ...page, ...TIERS.map(match))
        : this.#sql.all(SEARCH_NEWEST, ...page, match(ALL_FIELDS));
    return rows.map(({ key }) => String(key));
  }

  clear(above: string, below: string): void {
    this.#sql.all(CLEAR_TERMS, above, below);
    this.#sql.all(CLEAR_FOUND, above, below);
  }

  #create(): void {
    this.#sql.all(CREATE_FOUND);
    this.#sql.all(CREATE_TERM);
  }

  #remove(key: string): void {
    const id = this.#sql.all(READ_ID, key)[0]?.id;
    if (typeof id !== 'number') return;
    this.#sql.all(REMOVE_TERMS, id);
    this.#sql.all(REMOVE_FOUND, id);
  }
}

function allTerms(base: string, fields: FieldTerms): string {
  return TIERS.flatMap((tier) => {
    const terms = new Set(fields.slice(0, tier + 1).flat());
    return Array.from(terms, (term) => termScope(base, tier) + term);
  }).join(' ');
}

function termScope(base: string, tier: Tier): string {
  return `${base}${tier}|`;
}

function clauseSql(scope: string, { prefix, terms }: SearchClause): string {
  return `(${[`${quoted(scope + prefix)} *`, ...terms.map((term) => quoted(scope + term))].join(' OR ')})`;
}

/** `openStore` refuses a term with a quote. */
function quoted(term: string): string {
  return `"${term}"`;
}

/** What a platform without `StoreFailure` says of a fault that is not the index's. */
const OTHER_FAULT = /full|busy|locked|I\/O|read-?only|memory|limit|reset/i;

/** FTS5 reports damage under many codes, also as a violated constraint. Only SQLite's own errors are plain ones. */
export function isDamage(error: unknown): boolean {
  if (error instanceof StoreFailure) return error.reason === 'damaged';
  return error instanceof Error && error.name === 'Error' && !OTHER_FAULT.test(error.message);
}
