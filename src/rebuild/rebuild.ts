import { BatchWriter, countKeys } from '../storage/batches.ts';
import { repairProjectedCounts, repairTimelineCounters } from './counters.ts';
import { ExpectedCounts } from './expected-counts.ts';
import { eachPortion, type RebuiltOwner } from './portions.ts';
import { decodedReleases, RELEASES_PER_PORTION } from './releases.ts';
import { removeWrongRows, writeMissingRows } from './rows.ts';
import type { RebuildTarget } from './target.ts';
import { MissingTombstones, removeWrongTombstones, tombstonesBase } from './tombstones.ts';

export interface RebuildReport {
  /** How many rows there should be. */
  readonly rows: number;
  /** How many rows were written or removed. */
  readonly repaired: number;
}

/**
 * Computes all rows again from the releases and their placements, portion by portion: each is compared and written under one
 * hold of the owner's lock, and commits may come in between, such as the end of an embargo. Two rebuilds of one newsroom must
 * not run at once. Each portion is a commit or more, so the memory does not grow with the newsroom, and an interrupted
 * rebuild never loses a right row: wrong rows are removed only after all missing rows are written, so an entry may be listed
 * twice until then. Only wrong tombstones are removed first, because a timeline keeps a limited number. Counters come last.
 */
export async function rebuild(target: RebuildTarget, owner: RebuiltOwner): Promise<RebuildReport> {
  const { store, newsroom, projections } = target;
  const writer = new BatchWriter(store);
  const counts = new ExpectedCounts(target);
  const tombstones = new MissingTombstones(target, writer);
  const stopFollowing = owner.followers.add(counts.follow);
  try {
    await removeWrongTombstones(target, owner, writer);
    await eachPortion(store, owner, releasesOf(target), async (keys, isLast) => {
      const releases = decodedReleases(await store.getMany(keys));
      await writeMissingRows(target, writer, releases);
      await tombstones.collect(releases);
      // Search rows are as large as the releases themselves.
      await writer.flush();
      counts.addPortion(releases, isLast ? Number.POSITIVE_INFINITY : numberIn(keys.at(-1) ?? ''));
    });
    await tombstones.write(owner);
    await removeWrongRows(target, owner, writer, counts);
    const timelines = await repairTimelineCounters(target, owner, writer);
    const counters = timelines + (await repairProjectedCounts(target, owner, writer, counts));
    const tombstoneCount = await countKeys(store, tombstonesBase(target));
    const { count: repaired } = writer;
    await store.commit(projections.flatMap(({ completion }) => completion?.(newsroom) ?? []));
    return { rows: counts.total + tombstoneCount + counters, repaired };
  } finally {
    stopFollowing();
  }
}

function releasesOf({ releasesBase: base, releaseKey, numbers }: RebuildTarget) {
  const range = { after: releaseKey(numbers.from - 1), before: releaseKey(numbers.to + 1) };
  return { base, ...range, limit: RELEASES_PER_PORTION };
}

function numberIn(releaseKey: string): number {
  return Number(releaseKey.slice(releaseKey.lastIndexOf(':') + 1));
}
