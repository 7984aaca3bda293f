import type { Release } from '../domain/release.ts';
import type { SearchTerms, Stored, Transaction } from '../storage/store.ts';

/** Whose releases are projected: a newsroom's internal key, and its public number, which stands in addresses. */
export interface ProjectedNewsroom {
  readonly key: number;
  readonly number: number;
}

/** A row that shows a release. */
export interface ProjectedRow {
  readonly key: string;
  readonly value: Stored;
  /** What it is found by. Made only when the row is written, for terms cost more than everything else. */
  readonly found?: () => SearchTerms;
}

/** One of those that the record at `key` counts under `name`. */
export interface ProjectedCount {
  readonly key: string;
  readonly name: string;
}

/**
 * The rows that show a release in one way, worked out from the release alone: pure, so that a commit writes what differs
 * between before and after, and a rebuild works out the same rows again.
 */
export interface Projection {
  rows(release: Release, newsroom: ProjectedNewsroom): readonly ProjectedRow[];
  /** What is counted; none when it is left out. */
  counts?(release: Release, newsroom: ProjectedNewsroom): readonly ProjectedCount[];
  /** All rows lie below it. */
  base(newsroom: ProjectedNewsroom): string;
  /** Where other newsrooms' rows, and others than the projection's, lie below `base`: whether one is its own. */
  isOwn?(row: string, newsroom: ProjectedNewsroom): boolean;
  /** All records of `counts` lie below it. */
  countsBase?(newsroom: ProjectedNewsroom): string;
  /** The number of the release that a row is of; null for a row that can be none of the projection's. */
  numberOf(row: string): number | null;
  /** Written once a rebuild has every row in its place. */
  completion?(newsroom: ProjectedNewsroom): { readonly key: string; readonly value: Stored };
  /** Documents that change with the rows, even of a release that is not public; see `cache-tags.ts`. */
  tags?(newsroom: ProjectedNewsroom): readonly string[];
}

/** Writes what differs between the rows of `before` and of `after`. Returns whether anything does. */
export async function applyProjection(
  transaction: Transaction,
  projection: Projection,
  newsroom: ProjectedNewsroom,
  before: Release | null,
  after: Release,
): Promise<boolean> {
  const rowsOf = (release: Release | null) => (release === null ? [] : projection.rows(release, newsroom));
  const isChanged = writeDifference(transaction, rowsOf(before), rowsOf(after));
  if (projection.counts !== undefined) {
    const was = before === null ? [] : projection.counts(before, newsroom);
    await writeCounts(transaction, was, projection.counts(after, newsroom));
  }
  return isChanged;
}

/** Removes the rows that are not after, and writes those that are new or another. Returns whether there are any. */
export function writeDifference(
  transaction: Transaction,
  before: readonly ProjectedRow[],
  after: readonly ProjectedRow[],
): boolean {
  const was = new Map(before.map(({ key, value }) => [key, value]));
  const left = new Set(after.map(({ key }) => key));
  const gone = before.filter(({ key }) => !left.has(key));
  const changed = after.filter(({ key, value }) => !isSameValue(was.get(key), value));
  for (const { key } of gone) transaction.remove(key);
  for (const { key, value, found } of changed) {
    transaction.set(key, value, found === undefined ? {} : { found: found() });
  }
  return gone.length > 0 || changed.length > 0;
}

/** Reads a record of counts before it writes it, so it runs under the owner's lock. */
async function writeCounts(
  transaction: Transaction,
  before: readonly ProjectedCount[],
  after: readonly ProjectedCount[],
): Promise<void> {
  const changes = new Map<string, Map<string, number>>();
  const add = ({ key, name }: ProjectedCount, by: number) => {
    const names = changes.get(key) ?? new Map<string, number>();
    changes.set(key, names.set(name, (names.get(name) ?? 0) + by));
  };
  for (const count of before) add(count, -1);
  for (const count of after) add(count, 1);
  for (const [key, names] of changes) {
    if ([...names.values()].every((by) => by === 0)) continue;
    const counts = new Map(Object.entries(readCounts(await transaction.get(key))));
    for (const [name, by] of names) counts.set(name, (counts.get(name) ?? 0) + by);
    transaction.set(key, countsRecord(counts));
  }
}

/** The counts as they are stored: in the order of their names, without those that are 0. */
export function countsRecord(counts: ReadonlyMap<string, number>): Stored {
  return Object.fromEntries([...counts].filter(([, count]) => count > 0).sort());
}

/** Reads a record of counts; an absent one counts nothing. */
export function readCounts(record: Stored | null | undefined): { readonly [name: string]: number } {
  const counts = Object.entries(record ?? {}).flatMap(([name, count]) =>
    typeof count === 'number' ? [[name, count] as const] : [],
  );
  return Object.fromEntries(counts);
}

/** The rows' values are plain JSON whose members are always written in one order. */
export function isSameValue(stored: Stored | null | undefined, value: Stored): boolean {
  return stored != null && JSON.stringify(stored) === JSON.stringify(value);
}
