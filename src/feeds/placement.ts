import { LANGUAGES, type Language } from '../base/locale/language.ts';
import type { Cut } from '../domain/feed-name.ts';
import type { Release } from '../domain/release.ts';
import {
  CLOSED,
  type CutRule,
  cutSegment,
  FULL,
  standing,
  type Timeline,
  TOMBSTONES,
} from '../domain/timeline.ts';
import type { Batch } from '../storage/batch.ts';
import type { Store } from '../storage/store.ts';
import { placedIn, timelineKeys, timelineState } from './timeline-keys.ts';

/** What happens to one variant on one shelf. */
interface PlacementChange {
  readonly timeline: Timeline;
  readonly number: number;
  readonly from: number | null;
  readonly to: number | null;
  /** A correction brings an entry that had been archived back to the subscription document. */
  readonly reopen: boolean;
  /** Set when the variant was withdrawn: the shelf tells it. */
  readonly withdrawnAt: number | null;
}

/** How the timelines change when `before` becomes `after`. Pure. */
export function placementsOf(
  owner: string,
  number: number,
  before: Release | null,
  after: Release | null,
  cuts: CutRule,
): PlacementChange[] {
  return LANGUAGES.flatMap((language) => placementsIn(owner, number, language, before, after, cuts));
}

function placementsIn(
  owner: string,
  number: number,
  language: Language,
  before: Release | null,
  after: Release | null,
  cuts: CutRule,
): PlacementChange[] {
  const was = standing(before, language, cuts);
  const is = standing(after, language, cuts);
  const touched = new Map<string, Cut>();
  for (const cut of [...(was?.cuts ?? []), ...(is?.cuts ?? [])]) touched.set(cutSegment(cut), cut);
  const had = new Set((was?.cuts ?? []).map(cutSegment));
  const has = new Set((is?.cuts ?? []).map(cutSegment));
  const withdrawn = after?.variants[language]?.withdrawn?.at ?? null;
  // A release that is not known here and comes in withdrawn, as from a restored export, is told all the same.
  const isNew = before === null && after?.variants[language]?.publication != null && withdrawn !== null;
  if (isNew) for (const cut of cuts(after, language)) touched.set(cutSegment(cut), cut);
  return [...touched].map(([segment, cut]) => ({
    timeline: { owner, language, cut },
    number,
    from: was !== null && had.has(segment) ? was.at : null,
    to: is !== null && has.has(segment) ? is.at : null,
    reopen: was !== null && is !== null && was.updatedAt !== is.updatedAt,
    withdrawnAt: is === null && (was !== null || isNew) ? withdrawn : null,
  }));
}

/**
 * Writes the moves into the batch: rows, counters, closings and tombstones. Costs a few reads a shelf whatever the
 * size of the archive; must run under the owner's lock, since counters are read before they are written.
 */
export async function applyPlacements(
  store: Store,
  batch: Batch,
  all: readonly PlacementChange[],
): Promise<void> {
  const states = await store.getMany(all.map(({ timeline }) => timelineKeys.state(timeline)));
  const placed = await store.getMany(
    all.map(({ timeline, number }) => timelineKeys.placed(timeline, number)),
  );
  for (const [index, placement] of all.entries()) {
    // Releases that change together may meet on one shelf: the later move counts from where the earlier one left it.
    const state = batch.pending(timelineKeys.state(placement.timeline)) ?? states[index];
    await applyPlacement(store, batch, placement, timelineState(state), placedIn(placed[index]));
  }
}

async function applyPlacement(
  store: Store,
  batch: Batch,
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
      batch.remove(timelineKeys.row(timeline, archive, from, number));
      if (archive === null) open -= 1;
      else batch.remove(timelineKeys.placed(timeline, number));
    }
    if (to !== null) {
      batch.set(timelineKeys.row(timeline, null, to, number), { n: number });
      open += 1;
    }
  }
  if (open >= FULL) {
    archives += 1;
    open -= await close(store, batch, timeline, archives);
  }
  if (open !== state.open || archives !== state.archives) {
    batch.set(timelineKeys.state(timeline), { open, archives });
  }
  if (placement.withdrawnAt !== null)
    await addTombstone(store, batch, timeline, placement.withdrawnAt, number);
}

/** Closes the oldest entries of the open part as archive document `archive`. Returns how many. */
async function close(store: Store, batch: Batch, timeline: Timeline, archive: number): Promise<number> {
  const base = timelineKeys.rows(timeline, null);
  const stored = await store.keys(base, { limit: FULL + 1 });
  const kept = stored.filter((key) => batch.pending(key) !== null);
  const added = batch
    .writes()
    .filter(({ key, value }) => value !== undefined && key.startsWith(`${base}:`))
    .map(({ key }) => key);
  const oldest = [...new Set([...kept, ...added])].sort().slice(-CLOSED);
  for (const key of oldest) {
    const { at, number } = timelineKeys.parseRow(key);
    batch.remove(key);
    batch.set(timelineKeys.row(timeline, archive, at, number), { n: number });
    batch.set(timelineKeys.placed(timeline, number), { archive });
  }
  return oldest.length;
}

/** Adds a tombstone and lets the oldest beyond the limit go. */
async function addTombstone(
  store: Store,
  batch: Batch,
  timeline: Timeline,
  at: number,
  number: number,
): Promise<void> {
  batch.set(timelineKeys.tombstone(timeline, at, number), { n: number });
  const stored = await store.keys(timelineKeys.tombstones(timeline), { limit: TOMBSTONES + 1 });
  for (const key of stored.slice(TOMBSTONES - 1)) batch.remove(key);
}
