import { BatchWriter, countKeys } from '../storage/batches.ts';
import { ProjectedCounts, repairTimelineCounters } from './counters.ts';
import { releaseBatches } from './releases.ts';
import { ExpectedRowCounts, removeWrongRows, writeMissingRows } from './rows.ts';
import type { RebuildTarget } from './target.ts';
import { MissingTombstones, removeWrongTombstones, tombstonesBase } from './tombstones.ts';

export interface RebuildReport {
  /** How many rows there should be. */
  readonly rows: number;
  /** How many rows were written or removed. */
  readonly repaired: number;
}

/**
 * Computes all rows again from the releases and their placements. The caller holds the owner's lock. It works in batches,
 * so that its memory does not grow with the newsroom. Each batch is a commit, and an interrupted rebuild never loses a
 * right row: wrong rows are removed only after all missing rows are written, so an entry may be listed twice until then.
 * Only wrong tombstones are removed first, because a timeline keeps a limited number. Counters come last.
 */
export async function rebuild(target: RebuildTarget): Promise<RebuildReport> {
  const { store, newsroom, projections } = target;
  const writer = new BatchWriter(store);
  const counts = new ExpectedRowCounts();
  const projectedCounts = new ProjectedCounts(target);
  const tombstones = new MissingTombstones(target, writer);
  await removeWrongTombstones(target, writer);
  for await (const releases of releaseBatches(target)) {
    await writeMissingRows(target, writer, counts, releases);
    await tombstones.collect(releases);
    for (const release of releases) projectedCounts.count(release);
    // Search rows are as large as the releases themselves.
    await writer.flush();
  }
  await tombstones.write();
  await removeWrongRows(target, writer, counts);
  const counters = (await repairTimelineCounters(target, writer)) + (await projectedCounts.repair(writer));
  const tombstoneCount = await countKeys(store, tombstonesBase(target));
  const { count: repaired } = writer;
  await store.commit(projections.flatMap(({ completion }) => completion?.(newsroom) ?? []));
  return { rows: counts.total + tombstoneCount + counters, repaired };
}
