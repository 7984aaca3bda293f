import type { Driver } from './create-storage.ts';
import {
  baseOf,
  bounds,
  type ReadOptions,
  type ScanOptions,
  type WriteItem,
  type WriteOptions,
} from './driver-options.ts';
import { Conflict, type Search, type SearchClause, type SearchTerms } from './store.ts';

interface Row {
  readonly revision: number;
  readonly value: string;
  readonly searchTerms: SearchTerms | undefined;
}

type Rows = Map<string, Row>;

export function memoryDriver(): Driver {
  let rows: Rows = new Map();
  /** Every commit makes a new map, so a snapshot is the map at its time. */
  const snapshots = new Map<string, Rows>();

  const rowsOf = ({ snapshot }: ReadOptions = {}): Rows => {
    const found = snapshot === undefined ? rows : snapshots.get(snapshot);
    if (found === undefined) throw new Error('the snapshot is closed');
    return found;
  };

  const commit = (items: readonly WriteItem[]): void => {
    const next: Rows = new Map(rows);
    for (const item of items) write(next, item);
    rows = next;
  };

  const scan = (base: string | undefined, range: ScanOptions): string[] => {
    const { above, below } = bounds(base, range);
    return [...rowsOf(range).keys()].filter((key) => key > above && key < below).sort();
  };

  return {
    name: 'kaiku-memory',
    hasItem: (key) => rows.has(key),
    getItem: (key, options?: ReadOptions) => rowsOf(options).get(key)?.value ?? null,
    getItems: (items, options?: ReadOptions) =>
      items.map(({ key }) => ({ key, value: rowsOf(options).get(key)?.value ?? null })),
    setItem(key, value, options: WriteOptions = {}) {
      const { snapshot } = options;
      if (snapshot === undefined) commit([{ key, value, options }]);
      else if (snapshot.bases === null) snapshots.delete(snapshot.id);
      else snapshots.set(snapshot.id, rows);
    },
    setItems: commit,
    removeItem: (key, options: WriteOptions) =>
      commit([{ key, value: '', options: { ...options, remove: true } }]),
    getKeys: (base, range: ScanOptions) =>
      range.search === undefined ? scan(base, range).slice(0, range.limit) : search(rows, base, range.search),
    clear: (base) => {
      const next: Rows = new Map(rows);
      for (const key of scan(base, {})) next.delete(key);
      rows = next;
    },
  };
}

function write(rows: Rows, { key, value, options = {} }: WriteItem): void {
  const revision = rows.get(key)?.revision ?? 0;
  if (options.expect !== undefined && options.expect !== revision) throw new Conflict(key);
  if (options.remove) rows.delete(key);
  else rows.set(key, { revision: options.revision ?? revision + 1, value, searchTerms: options.searchTerms });
}

function search(rows: Rows, base = '', { clauses, order, offset, limit }: Search): string[] {
  const hits = [...rows].flatMap(([key, { searchTerms }]) => {
    if (searchTerms === undefined || baseOf(key) !== base) return [];
    const tier = tierOf(searchTerms, clauses);
    return tier === null ? [] : [{ key, tier: order === 'best' ? tier : 0, at: searchTerms.at }];
  });
  return hits
    .toSorted((one, other) => one.tier - other.tier || other.at - one.at || (one.key < other.key ? 1 : -1))
    .slice(offset, offset + limit)
    .map(({ key }) => key);
}

function tierOf({ fields }: SearchTerms, clauses: readonly SearchClause[]): number | null {
  const termsByTier = fields.map((_, last) => fields.slice(0, last + 1).flat());
  const tier = termsByTier.findIndex((terms) =>
    clauses.every((clause) => terms.some((term) => matchesClause(term, clause))),
  );
  return tier === -1 ? null : tier;
}

function matchesClause(term: string, { prefix, terms }: SearchClause): boolean {
  return term.startsWith(prefix) || terms.includes(term);
}
