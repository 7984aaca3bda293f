import type { Cut } from '../domain/urls.ts';
import { LANGUAGES, type Language } from '../base/locale/language.ts';
import type { Release } from '../domain/release.ts';
import type { Batch } from '../storage/batch.ts';
import type { Store } from '../storage/store.ts';
import { placedIn, shelfState, timelineKeys } from './timeline-keys.ts';
import { CLOSED, type CutRule, cutSegment, FULL, type Shelf, standing, TOMBSTONES } from '../domain/timeline.ts';

/** What happens to one variant on one shelf. */
interface Move {
  readonly shelf: Shelf;
  readonly number: number;
  readonly from: number | null;
  readonly to: number | null;
  /** A correction brings an entry that had been archived back to the subscription document. */
  readonly reopen: boolean;
  /** Set when the variant was withdrawn: the shelf tells it. */
  readonly withdrawnAt: number | null;
}

/** How the timelines change when `before` becomes `after`. Pure. */
export function moves(
  owner: string,
  number: number,
  before: Release | null,
  after: Release | null,
  cuts: CutRule,
): Move[] {
  return LANGUAGES.flatMap((language) => movesOf(owner, number, language, before, after, cuts));
}

function movesOf(
  owner: string,
  number: number,
  language: Language,
  before: Release | null,
  after: Release | null,
  cuts: CutRule,
): Move[] {
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
    shelf: { owner, language, cut },
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
export async function place(store: Store, batch: Batch, all: readonly Move[]): Promise<void> {
  const states = await store.getMany(all.map(({ shelf }) => timelineKeys.state(shelf)));
  const placed = await store.getMany(all.map(({ shelf, number }) => timelineKeys.placed(shelf, number)));
  for (const [index, move] of all.entries()) {
    // Releases that change together may meet on one shelf: the later move counts from where the earlier one left it.
    const state = batch.pending(timelineKeys.state(move.shelf)) ?? states[index];
    await placeOne(store, batch, move, shelfState(state), placedIn(placed[index]));
  }
}

async function placeOne(
  store: Store,
  batch: Batch,
  move: Move,
  state: { open: number; archives: number },
  archive: number | null,
): Promise<void> {
  const { shelf, number, from, to } = move;
  let open = state.open;
  let archives = state.archives;
  const stays = from !== null && to !== null && !(move.reopen && archive !== null);
  if (!stays) {
    if (from !== null) {
      batch.remove(timelineKeys.row(shelf, archive, from, number));
      if (archive === null) open -= 1;
      else batch.remove(timelineKeys.placed(shelf, number));
    }
    if (to !== null) {
      batch.set(timelineKeys.row(shelf, null, to, number), { n: number });
      open += 1;
    }
  }
  if (open >= FULL) {
    archives += 1;
    open -= await close(store, batch, shelf, archives);
  }
  if (open !== state.open || archives !== state.archives) {
    batch.set(timelineKeys.state(shelf), { open, archives });
  }
  if (move.withdrawnAt !== null) await bury(store, batch, shelf, move.withdrawnAt, number);
}

/** Closes the oldest entries of the open part as archive document `archive`. Returns how many. */
async function close(store: Store, batch: Batch, shelf: Shelf, archive: number): Promise<number> {
  const base = timelineKeys.rows(shelf, null);
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
    batch.set(timelineKeys.row(shelf, archive, at, number), { n: number });
    batch.set(timelineKeys.placed(shelf, number), { archive });
  }
  return oldest.length;
}

/** Adds a tombstone and lets the oldest beyond the limit go. */
async function bury(store: Store, batch: Batch, shelf: Shelf, at: number, number: number): Promise<void> {
  batch.set(timelineKeys.tombstone(shelf, at, number), { n: number });
  const stored = await store.keys(timelineKeys.tombstones(shelf), { limit: TOMBSTONES + 1 });
  for (const key of stored.slice(TOMBSTONES - 1)) batch.remove(key);
}
