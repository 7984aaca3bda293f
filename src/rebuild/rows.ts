import type { Release } from '../domain/release.ts';
import { timelineKeys } from '../feeds/timeline-keys.ts';
import { isSameValue, type ProjectedRow, type Projection } from '../repository/projection.ts';
import { invertedNumberAtEnd } from '../repository/release-list.ts';
import { type BatchWriter, getMany } from '../storage/batches.ts';
import type { Write } from '../storage/store.ts';
import { type ExpectedCounts, timelinesBase } from './expected-counts.ts';
import { type RebuiltOwner, unlockedBatches } from './portions.ts';
import { RELEASES_PER_BATCH, readReleases } from './releases.ts';
import { isRowOfTarget, type RebuildTarget } from './target.ts';
import { lostPlacements, timelineRows } from './timelines.ts';

export async function writeMissingRows(
  target: RebuildTarget,
  writer: BatchWriter,
  releases: readonly Release[],
): Promise<void> {
  for (const projection of target.projections) {
    const rows = releases.flatMap((release) => projection.rows(release, target.newsroom));
    await writer.add(await missingOrDifferent(target, rows));
  }
  const placements = await lostPlacements(target, releases);
  await writer.add(placements);
  if (placements.length > 0) await writer.flush();
  const entries = await timelineRows(target, releases);
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
  owner: RebuiltOwner,
  writer: BatchWriter,
  counts: ExpectedCounts,
): Promise<void> {
  const kinds = [...target.projections.map((projection) => ownRows(target, projection)), timelinesOf(target)];
  for (const kind of kinds) {
    if (await isAsExpected(target, counts, kind)) continue;
    for await (const rows of unlockedBatches(target.store, kind.base)) {
      const candidates = rows.filter((row) => kind.isOwn(row) && isRowOfTarget(target, kind.numberOf(row)));
      for (let from = 0; from < candidates.length; from += RELEASES_PER_BATCH) {
        const batch = candidates.slice(from, from + RELEASES_PER_BATCH);
        await owner.withLock(async () => {
          await writer.add(await wrongRows(target, kind, batch));
          await writer.flush();
        });
      }
    }
  }
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

function timelinesOf(target: RebuildTarget): RowKind {
  return {
    base: timelinesBase(target),
    isShared: target.isShared,
    isOwn: () => true,
    numberOf: invertedNumberAtEnd,
    expected: (releases, rows) => timelineRows(target, releases, new Set(rows.map(timelineKeys.stateOf))),
  };
}

/** False also when a commit came while the rows were counted, which then says nothing. */
async function isAsExpected(
  { store }: RebuildTarget,
  counts: ExpectedCounts,
  { base, isShared }: RowKind,
): Promise<boolean> {
  if (isShared) return false;
  const { changes } = counts;
  let count = 0;
  for await (const rows of unlockedBatches(store, base)) count += rows.length;
  return count === counts.rows(base) && changes === counts.changes;
}

/** The caller holds the lock; a row may have been removed since it was listed. */
async function wrongRows(target: RebuildTarget, kind: RowKind, rows: readonly string[]): Promise<Write[]> {
  const releases = await readReleases(target, rows.map(kind.numberOf));
  const expected = new Set((await kind.expected(releases, rows)).map(({ key }) => key));
  const wrong = rows.filter((row) => !expected.has(row));
  const stored = await target.store.getMany(wrong);
  return wrong.filter((_, at) => stored[at] !== null).map((key) => ({ key }));
}
