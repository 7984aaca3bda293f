import type { Release } from '../domain/release.ts';
import { membersOf, withdrawnMembersOf } from '../feeds/membership.ts';
import { placedIn, timelineKeys } from '../feeds/timeline-keys.ts';
import { getMany } from '../storage/portions.ts';
import type { Write } from '../storage/store.ts';
import type { RebuildTarget } from './target.ts';

/** An entry on one timeline. Where on it cannot be worked out: the record at `placed` tells. */
interface TimelineEntry {
  readonly placed: string;
  readonly writeIn: (archive: number | null) => Write;
}

function entriesOf({ owner, cuts, numberOf }: RebuildTarget, release: Release): TimelineEntry[] {
  const number = numberOf(release.number);
  return membersOf(owner, release, cuts).map(({ timeline, at }) => ({
    placed: timelineKeys.placed(timeline, number),
    writeIn: (archive) => ({
      key: timelineKeys.row(timeline, archive, at, number),
      value: { n: number },
    }),
  }));
}

/** The rows of the releases on timelines: on those of `states` only, where these are given. */
export async function timelineRows(
  target: RebuildTarget,
  releases: readonly Release[],
  states: ReadonlySet<string> | null = null,
): Promise<Write[]> {
  const entries = releases
    .flatMap((release) => entriesOf(target, release))
    .filter(({ placed }) => states === null || states.has(timelineKeys.stateOf(placed)));
  const archives = await archivesOf(
    target,
    entries.map(({ placed }) => placed),
  );
  return entries.map(({ writeIn }, at) => writeIn(archives[at] ?? null));
}

async function archivesOf({ store }: RebuildTarget, placed: readonly string[]): Promise<(number | null)[]> {
  const archives = (await getMany(store, placed)).map(placedIn);
  for (const [at, archive] of archives.entries()) {
    // Asked for alone, a record that cannot be read is not taken for none: the entry would leave its archive document.
    if (archive === null) archives[at] = placedIn(await store.get(placed[at] ?? ''));
  }
  return archives;
}

/** The tombstone's row, and the base of its timeline's tombstones, of which only the newest are kept. */
export interface TombstoneRow {
  readonly base: string;
  readonly row: string;
}

export function tombstonesOf({ owner, cuts, numberOf }: RebuildTarget, release: Release): TombstoneRow[] {
  return withdrawnMembersOf(owner, release, cuts).map(({ timeline, at }) => ({
    base: timelineKeys.tombstones(timeline),
    row: timelineKeys.tombstone(timeline, at, numberOf(release.number)),
  }));
}
