import { bounds, scopeOf } from './driver-options.ts';
import type { Sql } from './sql.ts';
import type { Fields, Search, SearchClause, SearchTerms } from './store.ts';

/** Which record a row of the full-text table is. An id of its own: a bare rowid is renumbered by VACUUM. */
const FOUND = `CREATE TABLE IF NOT EXISTS found (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  at INTEGER NOT NULL
)`;
/**
 * The terms alone: not the text they come from, nor where in it they stand. Everything but punctuation, symbols and
 * white space is part of a term, so that a letter which SQLite's Unicode does not know yet splits none.
 */
const TERM = `CREATE VIRTUAL TABLE IF NOT EXISTS term USING fts5(
  terms, content = '', contentless_delete = 1, detail = none,
  tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* C*' tokenchars '=|:.-_'"
)`;
const ID = 'SELECT id FROM found WHERE key = ?';
const PUT_FOUND = `INSERT INTO found (key, at) VALUES (?1, ?2)
  ON CONFLICT (key) DO UPDATE SET at = excluded.at RETURNING id`;
const PUT_TERMS = 'INSERT OR REPLACE INTO term (rowid, terms) VALUES (?, ?)';
const REMOVE_FOUND = 'DELETE FROM found WHERE id = ?';
const REMOVE_TERMS = 'DELETE FROM term WHERE rowid = ?';
const CLEAR_TERMS = 'DELETE FROM term WHERE rowid IN (SELECT id FROM found WHERE key > ? AND key < ?)';
const CLEAR_FOUND = 'DELETE FROM found WHERE key > ? AND key < ?';
const NEWEST = `SELECT key FROM term JOIN found ON found.id = term.rowid
  WHERE term MATCH ?5 AND key > ?1 AND key < ?2
  ORDER BY at DESC, key DESC LIMIT ?3 OFFSET ?4`;
const BEST = `SELECT key FROM (
    SELECT rowid AS id, min(tier) AS tier FROM (
      SELECT rowid, 0 AS tier FROM term WHERE term MATCH ?5
      UNION ALL SELECT rowid, 1 FROM term WHERE term MATCH ?6
      UNION ALL SELECT rowid, 2 FROM term WHERE term MATCH ?7
    ) GROUP BY rowid
  ) JOIN found USING (id) WHERE key > ?1 AND key < ?2
  ORDER BY tier, at DESC, key DESC LIMIT ?3 OFFSET ?4`;

/** The first field, the first two, all three. */
const TIERS = [0, 1, 2] as const;
const ALL_FIELDS = 2;
type Tier = (typeof TIERS)[number];

/**
 * The records that can be found, mirrored into a full-text table by the driver's own transactions. Every term begins
 * with the base of its record and a tier, so that a search, also one by prefix, reads the terms of one base and not of
 * the whole file. bm25 is not used: it counts through a term's rows in all bases.
 */
export class SqlIndex {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
    sql.all(FOUND);
    sql.all(TERM);
  }

  /** Inside the transaction that writes the record. */
  write(key: string, found: SearchTerms | undefined): void {
    if (found === undefined) {
      this.#remove(key);
      return;
    }
    const id = Number(this.#sql.all(PUT_FOUND, key, found.at)[0]?.id);
    this.#sql.all(PUT_TERMS, id, allTerms(scopeOf(key), found.fields));
  }

  /** The keys found below `base`, which ends with `:`. */
  search(base: string, { clauses, order, offset, limit }: Search): string[] {
    // Keys keep their case and the tokenizer does not, hence the bounds.
    const { above, below } = bounds(base);
    const page = [above, below, limit, offset];
    const match = (tier: Tier) =>
      clauses.map((clause) => clauseSql(scoped(base, tier), clause)).join(' AND ');
    const rows =
      order === 'best'
        ? this.#sql.all(BEST, ...page, ...TIERS.map(match))
        : this.#sql.all(NEWEST, ...page, match(ALL_FIELDS));
    return rows.map(({ key }) => String(key));
  }

  clear(above: string, below: string): void {
    this.#sql.all(CLEAR_TERMS, above, below);
    this.#sql.all(CLEAR_FOUND, above, below);
  }

  #remove(key: string): void {
    const id = this.#sql.all(ID, key)[0]?.id;
    if (typeof id !== 'number') return;
    this.#sql.all(REMOVE_TERMS, id);
    this.#sql.all(REMOVE_FOUND, id);
  }
}

/** Each term once in every tier it is in. */
function allTerms(base: string, fields: Fields): string {
  return TIERS.flatMap((tier) => {
    const terms = new Set(fields.slice(0, tier + 1).flat());
    return Array.from(terms, (term) => scoped(base, tier) + term);
  }).join(' ');
}

/** What a term begins with. `|`, which neither bases nor terms have, ends it: none begins with another. */
function scoped(base: string, tier: Tier): string {
  return `${base}${tier}|`;
}

function clauseSql(scope: string, { prefix, terms }: SearchClause): string {
  return `(${[`${quoted(scope + prefix)} *`, ...terms.map((term) => quoted(scope + term))].join(' OR ')})`;
}

/** In quotes nothing is FTS5 syntax; a term has no quote (`openStore` sees to it). */
function quoted(term: string): string {
  return `"${term}"`;
}
