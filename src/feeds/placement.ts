import type { Release } from '../domain/release.ts';
import {
  ARCHIVE_SIZE,
  ARCHIVE_THRESHOLD,
  type CutRule,
  MAX_TOMBSTONES,
  newsroomCuts,
  ownerOf,
  type Timeline,
} from '../domain/timeline.ts';
import type { StepListener } from '../repository/commit.ts';
import type { Stored, Transaction } from '../storage/store.ts';
import { membershipsOf, withdrawnMembershipsOf } from './membership.ts';
import { readPlacement, readTimelineState, timelineKeys } from './timeline-keys.ts';

interface PlacementChange {
  readonly timeline: Timeline;
  readonly number: number;
  readonly from: number | null;
  readonly to: number | null;
  /** True for a correction, which moves an archived entry back to the subscription document. */
  readonly isUpdated: boolean;
  /** Set when the timeline needs a tombstone. */
  readonly withdrawnAt: number | null;
}

/** `number` is the owner's number of the release: the directory uses the release's id. Pure. */
export function placementsOf(
  owner: string,
  number: number,
  before: Release | null,
  after: Release,
  cuts: CutRule,
): PlacementChange[] {
  const membershipsBefore = byTimeline(membershipsOf(owner, before, cuts));
  const membershipsAfter = byTimeline(membershipsOf(owner, after, cuts));
  // The first known state of a release may be withdrawn, for example after a restore, and the type of a withdrawn variant
  // may change. Its tombstone on the earlier timeline stays, because readers there have the entry.
  const withdrawnBefore = byTimeline(before === null ? [] : withdrawnMembershipsOf(owner, before, cuts));
  const withdrawn = [...byTimeline(withdrawnMembershipsOf(owner, after, cuts))].filter(
    ([key, { at }]) => withdrawnBefore.get(key)?.at !== at,
  );
  const timelines = new Map(
    [...membershipsBefore, ...membershipsAfter, ...withdrawn].map(([key, { timeline }]) => [key, timeline]),
  );
  return Array.from(timelines, ([key, timeline]) => {
    const [from, to] = [membershipsBefore.get(key), membershipsAfter.get(key)];
    return {
      timeline,
      number,
      from: from?.at ?? null,
      to: to?.at ?? null,
      isUpdated: from !== undefined && to !== undefined && from.updatedAt !== to.updatedAt,
      withdrawnAt: to === undefined ? (after.variants[timeline.language]?.withdrawn?.at ?? null) : null,
    };
  });
}

function byTimeline<M extends { readonly timeline: Timeline }>(members: readonly M[]): Map<string, M> {
  return new Map(members.map((member) => [timelineKeys.state(member.timeline), member]));
}

export const placeInTimelines: StepListener = (transaction, key, { before, after }) =>
  applyPlacements(transaction, placementsOf(ownerOf(key), after.number, before, after, newsroomCuts));

/** The caller holds the owner's lock, because counters are read and then written. */
export async function applyPlacements(
  transaction: Transaction,
  all: readonly PlacementChange[],
): Promise<void> {
  const records = all.flatMap(({ timeline, number }) => [
    timelineKeys.state(timeline),
    timelineKeys.placed(timeline, number),
  ]);
  const stored = await transaction.getMany(records);
  const changed = new Set<string>();
  for (const [index, placement] of all.entries()) {
    const [stateKey = '', placedKey = ''] = records.slice(2 * index, 2 * index + 2);
    // An earlier placement of the same call may have changed the timeline's counters and closed this entry.
    const [state, placed] = changed.has(stateKey)
      ? await transaction.getMany([stateKey, placedKey])
      : stored.slice(2 * index, 2 * index + 2);
    changed.add(stateKey);
    await applyPlacement(transaction, placement, state ?? null, readPlacement(placed));
  }
}

async function applyPlacement(
  transaction: Transaction,
  placement: PlacementChange,
  stored: Stored | null,
  archive: number | null,
): Promise<void> {
  const { timeline, number, from, to } = placement;
  const state = readTimelineState(stored);
  let open = state.open;
  let archives = state.archives;
  const stays = from !== null && to !== null && !(placement.isUpdated && archive !== null);
  if (!stays) {
    if (from !== null) {
      transaction.remove(timelineKeys.row(timeline, archive, from, number));
      if (archive === null) open -= 1;
      else transaction.remove(timelineKeys.placed(timeline, number));
    }
    if (to !== null) {
      transaction.set(timelineKeys.row(timeline, null, to, number), { n: number });
      open += 1;
    }
  }
  if (open >= ARCHIVE_THRESHOLD) {
    archives += 1;
    open -= await closeOldest(transaction, timeline, archives);
  }
  if (stored === null || open !== state.open || archives !== state.archives) {
    transaction.set(timelineKeys.state(timeline), { open, archives });
  }
  if (placement.withdrawnAt !== null)
    await addTombstone(transaction, timeline, placement.withdrawnAt, number);
}

/** Moves the oldest open entries to the new archive document `archive`. Returns their number. */
async function closeOldest(transaction: Transaction, timeline: Timeline, archive: number): Promise<number> {
  const open = await transaction.keys(timelineKeys.rows(timeline, null), { limit: ARCHIVE_THRESHOLD + 1 });
  const oldest = open.slice(-ARCHIVE_SIZE);
  for (const key of oldest) {
    const { at, number } = timelineKeys.parseRow(key);
    transaction.remove(key);
    transaction.set(timelineKeys.row(timeline, archive, at, number), { n: number });
    transaction.set(timelineKeys.placed(timeline, number), { archive });
  }
  return oldest.length;
}

async function addTombstone(
  transaction: Transaction,
  timeline: Timeline,
  at: number,
  number: number,
): Promise<void> {
  transaction.set(timelineKeys.tombstone(timeline, at, number), { n: number });
  const rows = await transaction.keys(timelineKeys.tombstones(timeline), { limit: MAX_TOMBSTONES + 1 });
  for (const key of rows.slice(MAX_TOMBSTONES)) transaction.remove(key);
}
