import { LANGUAGES, type Language } from '../base/locale/language.ts';
import { toMonth } from '../base/time/helsinki.ts';
import type { Instant } from '../base/time/instant.ts';
import type { Release } from '../domain/release.ts';
import { cutSegment, newsroomCuts, standing, type Timeline } from '../domain/timeline.ts';
import type { Batch } from '../storage/batch.ts';
import { inverted, invertedNumber } from '../storage/keys.ts';
import type { Store, Stored } from '../storage/store.ts';

/**
 * What pages list: every public variant by its own instant, whichever archive document its entry stands in. A feed's
 * archive documents are closed one after another, so that an archive brought along lies in the latest of them; people
 * want it by date.
 */
export const dateIndexKeys = {
  allRows: (owner: string) => `shown:${owner}`,
  rows: ({ owner, language, cut }: Timeline) => `shown:${owner}:${language}:${cutSegment(cut)}`,
  row: (timeline: Timeline, at: Instant, number: number) =>
    `${dateIndexKeys.rows(timeline)}:${inverted(at)}:${invertedNumber(number)}`,
  allMonths: (owner: string) => `months:${owner}`,
  /** `{ "2025-11": 12 }`: how many variants in the language are public, by the Helsinki month of their publication. */
  months: (owner: string, language: Language) => `months:${owner}:${language}`,
};

/** A row's place: the next page begins after it. */
export interface Place {
  readonly at: Instant;
  readonly number: number;
}

export interface DateIndexPage {
  /** Numbers of releases, newest first. */
  readonly numbers: readonly number[];
  /** The place of the page's last row; null when it is the last of all. */
  readonly next: Place | null;
}

/** Rows of one release in one language, and the month it counts in; null when it is not public. */
export function dateIndexRows(
  owner: string,
  release: Release | null,
  language: Language,
): { readonly rows: readonly string[]; readonly month: string } | null {
  const stands = standing(release, language, newsroomCuts);
  if (release === null || stands === null) return null;
  const rows = stands.cuts.map((cut) =>
    dateIndexKeys.row({ owner, language, cut }, stands.at, release.number),
  );
  return { rows, month: toMonth(stands.at) };
}

/** Writes into the batch how the steps change what pages list. Runs under the owner's lock: counters are read first. */
export async function show(
  store: Store,
  batch: Batch,
  owner: string,
  steps: readonly { readonly before: Release | null; readonly after: Release }[],
): Promise<void> {
  for (const language of LANGUAGES) {
    const counts = new Map<string, number>();
    for (const { before, after } of steps) {
      const was = dateIndexRows(owner, before, language);
      const is = dateIndexRows(owner, after, language);
      for (const row of was?.rows ?? []) batch.remove(row);
      for (const row of is?.rows ?? []) batch.set(row, { n: after.number });
      if (was !== null) counts.set(was.month, (counts.get(was.month) ?? 0) - 1);
      if (is !== null) counts.set(is.month, (counts.get(is.month) ?? 0) + 1);
    }
    if ([...counts.values()].every((count) => count === 0)) continue;
    const key = dateIndexKeys.months(owner, language);
    const months = new Map(Object.entries(readMonths(await store.get(key))));
    for (const [month, count] of counts) months.set(month, (months.get(month) ?? 0) + count);
    batch.set(key, monthsRecord(months));
  }
}

/** The counts as they are stored: in order, without months that have none. */
export function monthsRecord(months: ReadonlyMap<string, number>): Stored {
  return Object.fromEntries([...months].filter(([, count]) => count > 0).sort());
}

/** Reads a `months` record. */
export function readMonths(record: Stored | null | undefined): { readonly [month: string]: number } {
  const counts = Object.entries(record ?? {}).flatMap(([month, count]) =>
    typeof count === 'number' ? [[month, count] as const] : [],
  );
  return Object.fromEntries(counts);
}

/** The rows after `before`, of `within` only where that is given: `from` inclusive, `to` exclusive. */
export async function readDateIndex(
  store: Store,
  timeline: Timeline,
  limit: number,
  before: Place | null,
  within: { readonly from: Instant; readonly to: Instant } | null = null,
): Promise<DateIndexPage> {
  const base = dateIndexKeys.rows(timeline);
  // A key without a number stands before all rows of its instant, and those before the rows of earlier instants.
  const after = before === null ? null : dateIndexKeys.row(timeline, before.at, before.number);
  const start = within === null ? null : `${base}:${inverted(within.to - 1)}`;
  // January 1970 began in Helsinki before the first instant there is.
  const end = within === null || within.from <= 0 ? null : `${base}:${inverted(within.from - 1)}`;
  const first = [after, start]
    .filter((key) => key !== null)
    .sort()
    .at(-1);
  const found = await store.keys(base, {
    limit: limit + 1,
    ...(first !== undefined && { after: first }),
    ...(end !== null && { before: end }),
  });
  const places = found.map(placeOf);
  const shown = places.slice(0, limit);
  return {
    numbers: shown.map(({ number }) => number),
    next: found.length > limit ? (shown.at(-1) ?? null) : null,
  };
}

function placeOf(key: string): Place {
  const [at, number] = key.split(':').slice(-2);
  return { at: Number(inverted(Number(at))), number: Number(invertedNumber(Number(number))) };
}
