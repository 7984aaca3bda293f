import type { Release } from '../domain/release.ts';
import type { SearchTerms, Stored, Transaction } from '../storage/store.ts';

export interface ProjectedNewsroom {
  readonly key: number;
  /** The public number, which addresses contain. */
  readonly number: number;
}

export interface ProjectedRow {
  readonly key: string;
  readonly value: Stored;
  /** Called only when the row is written, because making search terms costs more than the rest of the row. */
  readonly searchTerms?: () => SearchTerms;
}

export interface ProjectedCount {
  readonly key: string;
  readonly name: string;
}

/** Computes rows from a release alone. All functions are pure, so that a rebuild computes the same rows as a commit. */
export interface Projection {
  rows(release: Release, newsroom: ProjectedNewsroom): readonly ProjectedRow[];
  counts?(release: Release, newsroom: ProjectedNewsroom): readonly ProjectedCount[];
  base(newsroom: ProjectedNewsroom): string;
  /** Given when rows of other newsrooms or other kinds are also below `base`. */
  isOwn?(row: string, newsroom: ProjectedNewsroom): boolean;
  countsBase?(newsroom: ProjectedNewsroom): string;
  /** The number of the row's release; null when the key does not have the form of the projection's rows. */
  numberOf(row: string): number | null;
  /** A rebuild writes this record after all rows are right. */
  completion?(newsroom: ProjectedNewsroom): { readonly key: string; readonly value: Stored };
}

/** The caller holds the owner's lock, because counts are read and then written. */
export async function applyProjection(
  transaction: Transaction,
  projection: Projection,
  newsroom: ProjectedNewsroom,
  before: Release | null,
  after: Release,
  pause: () => Promise<void>,
): Promise<void> {
  const rowsOf = (release: Release | null) => (release === null ? [] : projection.rows(release, newsroom));
  const { removed, changed } = differenceOf(rowsOf(before), rowsOf(after));
  for (const { key } of removed) transaction.remove(key);
  for (const row of changed) {
    writeRow(transaction, row);
    // The terms of a long text take tens of milliseconds.
    await pause();
  }
  if (projection.counts !== undefined) {
    const countsBefore = before === null ? [] : projection.counts(before, newsroom);
    await writeCounts(transaction, countsBefore, projection.counts(after, newsroom));
  }
}

/** Removes rows that are only in `before` and writes rows that are new or differ. */
export function writeDifference(
  transaction: Transaction,
  before: readonly ProjectedRow[],
  after: readonly ProjectedRow[],
): void {
  const { removed, changed } = differenceOf(before, after);
  for (const { key } of removed) transaction.remove(key);
  for (const row of changed) writeRow(transaction, row);
}

function differenceOf(before: readonly ProjectedRow[], after: readonly ProjectedRow[]) {
  const valuesBefore = new Map(before.map(({ key, value }) => [key, value]));
  const keysAfter = new Set(after.map(({ key }) => key));
  return {
    removed: before.filter(({ key }) => !keysAfter.has(key)),
    changed: after.filter(({ key, value }) => !isSameValue(valuesBefore.get(key), value)),
  };
}

function writeRow(transaction: Transaction, { key, value, searchTerms }: ProjectedRow): void {
  transaction.set(key, value, searchTerms === undefined ? {} : { searchTerms: searchTerms() });
}

async function writeCounts(
  transaction: Transaction,
  before: readonly ProjectedCount[],
  after: readonly ProjectedCount[],
): Promise<void> {
  const changes = new Map<string, Map<string, number>>();
  const add = ({ key, name }: ProjectedCount, difference: number) => {
    const names = changes.get(key) ?? new Map<string, number>();
    changes.set(key, names.set(name, (names.get(name) ?? 0) + difference));
  };
  for (const count of before) add(count, -1);
  for (const count of after) add(count, 1);
  for (const [key, names] of changes) {
    if ([...names.values()].every((difference) => difference === 0)) continue;
    const counts = new Map(Object.entries(readCounts(await transaction.get(key))));
    for (const [name, difference] of names) counts.set(name, (counts.get(name) ?? 0) + difference);
    transaction.set(key, countsRecord(counts));
  }
}

/** Sorted by name, without counts of 0, so that equal counts give equal records. */
export function countsRecord(counts: ReadonlyMap<string, number>): Stored {
  return Object.fromEntries([...counts].filter(([, count]) => count > 0).sort());
}

export function readCounts(record: Stored | null | undefined): { readonly [name: string]: number } {
  const counts = Object.entries(record ?? {}).flatMap(([name, count]) =>
    typeof count === 'number' ? [[name, count] as const] : [],
  );
  return Object.fromEntries(counts);
}

/** Compares JSON text, because rows are plain JSON and their members are always written in the same order. */
export function isSameValue(stored: Stored | null | undefined, value: Stored): boolean {
  return stored != null && JSON.stringify(stored) === JSON.stringify(value);
}
