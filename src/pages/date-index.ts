import { LANGUAGES, type Language } from '../base/locale/language.ts';
import { toMonth } from '../base/time/helsinki.ts';
import type { Instant } from '../base/time/instant.ts';
import type { Release } from '../domain/release.ts';
import { cutSegment, newsroomCuts, ownerOf, standing, type Timeline } from '../domain/timeline.ts';
import type { Projection } from '../repository/projection.ts';
import { invertedNumberAtEnd } from '../repository/release-list.ts';
import { inverted, invertedNumber } from '../storage/keys.ts';
import type { Store } from '../storage/store.ts';

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

/** Every public variant in the list of each of its cuts, and in the count of its month. */
export const dateIndex: Projection = {
  rows: (release, { key }) =>
    publicVariants(release).flatMap(({ language, at, cuts }) =>
      cuts.map((cut) => ({
        key: dateIndexKeys.row({ owner: ownerOf(key), language, cut }, at, release.number),
        value: { n: release.number },
      })),
    ),
  counts: (release, { key }) =>
    publicVariants(release).map(({ language, at }) => ({
      key: dateIndexKeys.months(ownerOf(key), language),
      name: toMonth(at),
    })),
  base: ({ key }) => dateIndexKeys.allRows(ownerOf(key)),
  countsBase: ({ key }) => dateIndexKeys.allMonths(ownerOf(key)),
  numberOf: invertedNumberAtEnd,
};

function publicVariants(release: Release) {
  return LANGUAGES.flatMap((language) => {
    const stands = standing(release, language, newsroomCuts);
    return stands === null ? [] : [{ language, ...stands }];
  });
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
