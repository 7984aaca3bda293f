import type { Release } from '../domain/release.ts';
import {
  CLOSED,
  type CutRule,
  FULL,
  newsroomCuts,
  ownerOf,
  type Timeline,
  TOMBSTONES,
} from '../domain/timeline.ts';
import type { StepListener } from '../repository/commit.ts';
import type { Transaction } from '../storage/store.ts';
import { membersOf, withdrawnMembersOf } from './membership.ts';
import { placedIn, timelineKeys, timelineState } from './timeline-keys.ts';

/** What happens to one variant on one timeline. */
interface PlacementChange {
  readonly timeline: Timeline;
  readonly number: number;
  readonly from: number | null;
  readonly to: number | null;
  /** A correction brings an entry that had been archived back to the subscription document. */
  readonly reopen: boolean;
  /** Set when the variant was withdrawn: the timeline tells it. */
  readonly withdrawnAt: number | null;
}

/** How the timelines change when `before` becomes `after`; `number` is how the owner numbers the release. Pure. */
export function placementsOf(
  owner: string,
  number: number,
  before: Release | null,
  after: Release,
  cuts: CutRule,
): PlacementChange[] {
  const was = byTimeline(membersOf(owner, before, cuts));
  const is = byTimeline(membersOf(owner, after, cuts));
  // A release that is not known here and comes in withdrawn, as from a restored export, is told all the same.
  const told = byTimeline(before === null ? withdrawnMembersOf(owner, after, cuts) : []);
  const timelines = new Map([...was, ...is, ...told].map(([key, { timeline }]) => [key, timeline]));
  return Array.from(timelines, ([key, timeline]) => {
    const [from, to] = [was.get(key), is.get(key)];
    return {
      timeline,
      number,
      from: from?.at ?? null,
      to: to?.at ?? null,
      reopen: from !== undefined && to !== undefined && from.updatedAt !== to.updatedAt,
      withdrawnAt: to === undefined ? (after.variants[timeline.language]?.withdrawn?.at ?? null) : null,
    };
  });
}

function byTimeline<M extends { readonly timeline: Timeline }>(members: readonly M[]): Map<string, M> {
  return new Map(members.map((member) => [timelineKeys.state(member.timeline), member]));
}

/** The commit's part of the timelines: see `applyPlacements`. */
export const placeInTimelines: StepListener = (transaction, key, { before, after }) =>
  applyPlacements(transaction, placementsOf(ownerOf(key), after.number, before, after, newsroomCuts));

/**
 * Writes rows, counters, closings and tombstones. Costs a few reads a timeline whatever the
 * size of the archive; must run under the owner's lock, since counters are read before they are written.
 */
export async function applyPlacements(
  transaction: Transaction,
  all: readonly PlacementChange[],
): Promise<void> {
  for (const placement of all) {
    const { timeline, number } = placement;
    // Releases that change together may meet on one timeline: the later one counts from where the earlier one left it.
    const [state, placed] = await transaction.getMany([
      timelineKeys.state(timeline),
      timelineKeys.placed(timeline, number),
    ]);
    await applyPlacement(transaction, placement, timelineState(state), placedIn(placed));
  }
}

async function applyPlacement(
  transaction: Transaction,
  placement: PlacementChange,
  state: { open: number; archives: number },
  archive: number | null,
): Promise<void> {
  const { timeline, number, from, to } = placement;
  let open = state.open;
  let archives = state.archives;
  const stays = from !== null && to !== null && !(placement.reopen && archive !== null);
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
  if (open >= FULL) {
    archives += 1;
    open -= await close(transaction, timeline, archives);
  }
  if (open !== state.open || archives !== state.archives) {
    transaction.set(timelineKeys.state(timeline), { open, archives });
  }
  if (placement.withdrawnAt !== null)
    await addTombstone(transaction, timeline, placement.withdrawnAt, number);
}

/** Closes the oldest entries of the open part as archive document `archive`. Returns how many. */
async function close(transaction: Transaction, timeline: Timeline, archive: number): Promise<number> {
  const open = await transaction.keys(timelineKeys.rows(timeline, null), { limit: FULL + 1 });
  const oldest = open.slice(-CLOSED);
  for (const key of oldest) {
    const { at, number } = timelineKeys.parseRow(key);
    transaction.remove(key);
    transaction.set(timelineKeys.row(timeline, archive, at, number), { n: number });
    transaction.set(timelineKeys.placed(timeline, number), { archive });
  }
  return oldest.length;
}

/** Adds a tombstone and lets the oldest beyond the limit go. */
async function addTombstone(
  transaction: Transaction,
  timeline: Timeline,
  at: number,
  number: number,
): Promise<void> {
  transaction.set(timelineKeys.tombstone(timeline, at, number), { n: number });
  const told = await transaction.keys(timelineKeys.tombstones(timeline), { limit: TOMBSTONES + 1 });
  for (const key of told.slice(TOMBSTONES)) transaction.remove(key);
}
