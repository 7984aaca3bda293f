import { Commits, countKeys } from '../storage/portions.ts';
import { mendTimelines, ProjectedCounts } from './counters.ts';
import { releasePortions } from './releases.ts';
import { addMissing, RowCounts, removeOthers } from './rows.ts';
import type { RebuildTarget } from './target.ts';
import { MissingTombstones, removeOtherTombstones, tombstonesBase } from './tombstones.ts';

/** How many rows there should be, and how many were written or removed. */
export interface RebuildReport {
  readonly rows: number;
  readonly repaired: number;
}

/**
 * Works every list, every timeline, what is found and which embargoes are to lift out again from the releases and from
 * where closed entries were placed, and mends what differs. Runs under the owner's lock, in portions: what it holds
 * does not grow with the newsroom.
 *
 * Each portion is a commit of its own, and between two of them, also when none follows any more, this holds: every row
 * that should be there and was is there; no row has come that should not be; rows that should not be go only when all
 * that should be are there, so that an entry in the wrong place is in the right one before it leaves the wrong one, and
 * until then may be listed twice. Tombstones alone that should not be go first, for they would take the places of
 * others. Counters are as they were until the rows that they count are right. A rebuild that broke off is finished by
 * the next.
 */
export async function rebuild(target: RebuildTarget): Promise<RebuildReport> {
  const { store, newsroom, projections } = target;
  const commits = new Commits(store);
  const counts = new RowCounts();
  const projectedCounts = new ProjectedCounts(target);
  const tombstones = new MissingTombstones(target, commits);
  await removeOtherTombstones(target, commits);
  for await (const releases of releasePortions(target)) {
    await addMissing(target, commits, counts, releases);
    await tombstones.look(releases);
    for (const release of releases) projectedCounts.count(release);
    // What is found is as long as the releases themselves.
    await commits.flush();
  }
  await tombstones.write();
  await removeOthers(target, commits, counts);
  const counters = (await mendTimelines(target, commits)) + (await projectedCounts.mend(commits));
  const told = await countKeys(store, tombstonesBase(target));
  const { count: repaired } = commits;
  await store.commit(projections.flatMap(({ completion }) => completion?.(newsroom) ?? []));
  return { rows: counts.total + told + counters, repaired };
}
