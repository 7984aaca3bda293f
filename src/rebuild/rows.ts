import type { Release } from '../domain/release.ts';
import { timelineKeys } from '../feeds/timeline-keys.ts';
import { isSameValue, type ProjectedRow, type Projection } from '../repository/projection.ts';
import { invertedNumberAtEnd } from '../repository/release-list.ts';
import { type BatchWriter, countKeys, getMany, keyBatches } from '../storage/batches.ts';
import type { Write } from '../storage/store.ts';
import { RELEASES_PER_BATCH, readReleases } from './releases.ts';
import { isRowOfTarget, type RebuildTarget } from './target.ts';
import { lostPlacements, timelineRows } from './timelines.ts';

export class ExpectedRowCounts {
  readonly #counts = new Map<string, number>();
  total = 0;

  add(base: string, count: number): void {
    this.#counts.set(base, this.get(base) + count);
    this.total += count;
  }

  get(base: string): number {
    return this.#counts.get(base) ?? 0;
  }
}

export async function writeMissingRows(
  target: RebuildTarget,
  writer: BatchWriter,
  counts: ExpectedRowCounts,
  releases: readonly Release[],
): Promise<void> {
  for (const projection of target.projections) {
    const rows = releases.flatMap((release) => projection.rows(release, target.newsroom));
    counts.add(projection.base(target.newsroom), rows.length);
    await writer.add(await missingOrDifferent(target, rows));
  }
  const placements = await lostPlacements(target, releases);
  await writer.add(placements);
  if (placements.length > 0) await writer.flush();
  const entries = await timelineRows(target, releases);
  counts.add(timelinesBase(target), entries.length);
  const stored = await getMany(
    target.store,
    entries.map(({ key }) => key),
  );
  await writer.add(entries.filter((_, at) => stored[at] === null));
}

async function missingOrDifferent({ store }: RebuildTarget, rows: readonly ProjectedRow[]): Promise<Write[]> {
  const stored = await getMany(
    store,
    rows.map(({ key }) => key),
  );
  return rows
    .filter(({ value }, at) => !isSameValue(stored[at], value))
    .map(({ key, value, searchTerms }) => ({
      key,
      value,
      ...(searchTerms !== undefined && { searchTerms: searchTerms() }),
    }));
}

/**
 * Removes rows that no release has. Must run after all missing rows are written: then a base whose number of rows is the
 * expected one has no wrong rows, and its releases are not read again.
 */
export async function removeWrongRows(
  target: RebuildTarget,
  writer: BatchWriter,
  counts: ExpectedRowCounts,
): Promise<void> {
  for (const projection of target.projections) {
    await removeWrongRowsBelow(target, writer, counts, ownRows(target, projection));
  }
  await removeWrongRowsBelow(target, writer, counts, {
    base: timelinesBase(target),
    isShared: false,
    isOwn: () => true,
    numberOf: invertedNumberAtEnd,
    expected: async (releases, rows) => {
      const states = new Set(rows.map(timelineKeys.stateOf));
      return timelineRows(target, releases, states);
    },
  });
  await writer.flush();
}

interface RowKind {
  readonly base: string;
  /** True when other rows are also below `base`, so that their number cannot be compared. */
  readonly isShared: boolean;
  isOwn(row: string): boolean;
  numberOf(row: string): number | null;
  expected(
    releases: readonly Release[],
    rows: readonly string[],
  ): Promise<readonly { readonly key: string }[]>;
}

function ownRows({ newsroom }: RebuildTarget, projection: Projection): RowKind {
  return {
    base: projection.base(newsroom),
    isShared: projection.isOwn !== undefined,
    isOwn: (row) => projection.isOwn?.(row, newsroom) ?? true,
    numberOf: projection.numberOf,
    expected: async (releases) => releases.flatMap((release) => projection.rows(release, newsroom)),
  };
}

async function removeWrongRowsBelow(
  target: RebuildTarget,
  writer: BatchWriter,
  counts: ExpectedRowCounts,
  kind: RowKind,
): Promise<void> {
  const { base, isShared, isOwn } = kind;
  if (!isShared && (await countKeys(target.store, base)) === counts.get(base)) return;
  for await (const rows of keyBatches(target.store, base)) {
    await writer.add(await wrongRows(target, kind, rows.filter(isOwn)));
  }
}

async function wrongRows(target: RebuildTarget, kind: RowKind, rows: readonly string[]): Promise<Write[]> {
  const removals: Write[] = [];
  for (let from = 0; from < rows.length; from += RELEASES_PER_BATCH) {
    const batch = rows
      .slice(from, from + RELEASES_PER_BATCH)
      .filter((row) => isRowOfTarget(target, kind.numberOf(row)));
    const releases = await readReleases(target, batch.map(kind.numberOf));
    const expected = new Set((await kind.expected(releases, batch)).map(({ key }) => key));
    removals.push(...batch.filter((row) => !expected.has(row)).map((key) => ({ key })));
  }
  return removals;
}

export function timelinesBase({ owner }: RebuildTarget): string {
  return `timeline:${owner}`;
}
