import type { Driver } from './create-storage.ts';
import { bounds, type ScanOptions, scopeOf, type WriteItem, type WriteOptions } from './driver-options.ts';
import { Conflict, type Search, type SearchClause, type SearchTerms } from './store.ts';

interface Row {
  readonly revision: number;
  readonly value: string;
  readonly found: SearchTerms | undefined;
}

type Rows = Map<string, Row>;

/** The SQL driver's promises kept in a map, for tests and wherever there is no SQLite. Nothing is durable. */
export function memoryDriver(): Driver {
  let rows: Rows = new Map();

  const commit = (items: readonly WriteItem[]): void => {
    const next: Rows = new Map(rows);
    for (const item of items) write(next, item);
    rows = next;
  };

  const scan = (base: string | undefined, range: ScanOptions): string[] => {
    const { above, below } = bounds(base, range);
    return [...rows.keys()].filter((key) => key > above && key < below).sort();
  };

  return {
    name: 'kaiku-memory',
    hasItem: (key) => rows.has(key),
    getItem: (key) => rows.get(key)?.value ?? null,
    getItems: (items) => items.map(({ key }) => ({ key, value: rows.get(key)?.value ?? null })),
    setItem: (key, value, options: WriteOptions) => commit([{ key, value, options }]),
    setItems: commit,
    removeItem: (key, options: WriteOptions) =>
      commit([{ key, value: '', options: { ...options, remove: true } }]),
    getKeys: (base, range: ScanOptions) =>
      range.search === undefined ? scan(base, range).slice(0, range.limit) : search(rows, base, range.search),
    clear: (base) => {
      for (const key of scan(base, {})) rows.delete(key);
    },
  };
}

function write(rows: Rows, { key, value, options = {} }: WriteItem): void {
  const revision = rows.get(key)?.revision ?? 0;
  if (options.expect !== undefined && options.expect !== revision) throw new Conflict(key);
  if (options.remove) rows.delete(key);
  else rows.set(key, { revision: options.revision ?? revision + 1, value, found: options.found });
}

function search(rows: Rows, base = '', { clauses, order, offset, limit }: Search): string[] {
  const hits = [...rows].flatMap(([key, { found }]) => {
    if (found === undefined || scopeOf(key) !== base) return [];
    const tier = tierOf(found, clauses);
    return tier === null ? [] : [{ key, tier: order === 'best' ? tier : 0, at: found.at }];
  });
  return hits
    .toSorted((one, other) => one.tier - other.tier || other.at - one.at || (one.key < other.key ? 1 : -1))
    .slice(offset, offset + limit)
    .map(({ key }) => key);
}

/** How many of the last fields are needed to grant every wish; null when all are not enough. */
function tierOf({ fields }: SearchTerms, clauses: readonly SearchClause[]): number | null {
  const tiers = fields.map((_, last) => fields.slice(0, last + 1).flat());
  const tier = tiers.findIndex((terms) =>
    clauses.every((clause) => terms.some((term) => grants(term, clause))),
  );
  return tier === -1 ? null : tier;
}

function grants(term: string, { prefix, terms }: SearchClause): boolean {
  return term.startsWith(prefix) || terms.includes(term);
}
