import type { Release } from '../domain/release.ts';
import { membershipsOf, withdrawnMembershipsOf } from '../feeds/membership.ts';
import { readPlacement, timelineKeys } from '../feeds/timeline-keys.ts';
import { getMany } from '../storage/batches.ts';
import type { Write } from '../storage/store.ts';
import type { RebuildTarget } from './target.ts';

interface TimelineEntry {
  /** The key of the record that says in which archive document the entry is. */
  readonly placementKey: string;
  readonly toWrite: (archive: number | null) => Write;
}

function entriesOf({ owner, cuts, numberOf }: RebuildTarget, release: Release): TimelineEntry[] {
  const number = numberOf(release.number);
  return membershipsOf(owner, release, cuts).map(({ timeline, at }) => ({
    placementKey: timelineKeys.placed(timeline, number),
    toWrite: (archive) => ({
      key: timelineKeys.row(timeline, archive, at, number),
      value: { n: number },
    }),
  }));
}

/** `states` limits the rows to the timelines with these `state` keys. */
export async function timelineRows(
  target: RebuildTarget,
  releases: readonly Release[],
  states: ReadonlySet<string> | null = null,
): Promise<Write[]> {
  const entries = releases
    .flatMap((release) => entriesOf(target, release))
    .filter(({ placementKey }) => states === null || states.has(timelineKeys.stateOf(placementKey)));
  const archives = await readArchives(
    target,
    entries.map(({ placementKey }) => placementKey),
  );
  return entries.map(({ toWrite }, at) => toWrite(archives[at] ?? null));
}

async function readArchives(
  { store }: RebuildTarget,
  placementKeys: readonly string[],
): Promise<(number | null)[]> {
  const archives = (await getMany(store, placementKeys)).map(readPlacement);
  for (const [at, archive] of archives.entries()) {
    // `getMany` returns null for an unreadable record, but `get` throws, so that the entry keeps its archive document.
    if (archive === null) archives[at] = readPlacement(await store.get(placementKeys[at] ?? ''));
  }
  return archives;
}

export interface TombstoneRow {
  /** The base of the timeline's tombstones, of which only the newest are kept. */
  readonly base: string;
  readonly row: string;
}

export function tombstoneRows({ owner, cuts, numberOf }: RebuildTarget, release: Release): TombstoneRow[] {
  return withdrawnMembershipsOf(owner, release, cuts).map(({ timeline, at }) => ({
    base: timelineKeys.tombstones(timeline),
    row: timelineKeys.tombstone(timeline, at, numberOf(release.number)),
  }));
}
