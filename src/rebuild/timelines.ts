import type { Release } from '../domain/release.ts';
import type { Timeline } from '../domain/timeline.ts';
import { membershipsOf, withdrawnMembershipsOf } from '../feeds/membership.ts';
import { readPlacement, readTimelineState, timelineKeys } from '../feeds/timeline-keys.ts';
import { getMany } from '../storage/batches.ts';
import type { Store, Write } from '../storage/store.ts';
import type { RebuildTarget } from './target.ts';

interface TimelineEntry {
  readonly timeline: Timeline;
  /** The key of the record that says in which archive document the entry is. */
  readonly placementKey: string;
  readonly toWrite: (archive: number | null) => Write;
}

function entriesOf({ owner, cuts, numberOf }: RebuildTarget, release: Release): TimelineEntry[] {
  const number = numberOf(release.number);
  return membershipsOf(owner, release, cuts).map(({ timeline, at }) => ({
    timeline,
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
  return (await getMany(store, placementKeys)).map(readPlacement);
}

/**
 * The placements of entries whose record is lost or unreadable and whose row is still in an archive document, so that each
 * keeps its document. Must be written before the rows are worked out.
 */
export async function lostPlacements(target: RebuildTarget, releases: readonly Release[]): Promise<Write[]> {
  const { store } = target;
  const all = releases.flatMap((release) => entriesOf(target, release));
  const archives = await readArchives(
    target,
    all.map(({ placementKey }) => placementKey),
  );
  const unplaced = all.filter((_, at) => archives[at] === null);
  const open = await getMany(
    store,
    unplaced.map(({ toWrite }) => toWrite(null).key),
  );
  const writes: Write[] = [];
  for (const entry of unplaced.filter((_, at) => open[at] === null)) {
    const archive = await archiveWithRow(store, entry);
    if (archive !== null) writes.push({ key: entry.placementKey, value: { archive } });
  }
  return writes;
}

async function archiveWithRow(store: Store, { timeline, toWrite }: TimelineEntry): Promise<number | null> {
  const last = await lastArchive(store, timeline);
  const rows = Array.from({ length: last }, (_, at) => toWrite(at + 1).key);
  const at = (await getMany(store, rows)).findIndex((row) => row !== null);
  return at === -1 ? null : at + 1;
}

/** By the timeline's record, or without one by the rows until the first empty document. */
async function lastArchive(store: Store, timeline: Timeline): Promise<number> {
  const [state = null] = await store.getMany([timelineKeys.state(timeline)]);
  let { archives } = readTimelineState(state);
  if (state !== null) return archives;
  while ((await store.keys(timelineKeys.rows(timeline, archives + 1), { limit: 1 })).length > 0)
    archives += 1;
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
