import { LANGUAGES, type Language } from '../base/locale/language.ts';
import { toIsoMonth } from '../base/time/helsinki.ts';
import type { Instant } from '../base/time/instant.ts';
import type { Release } from '../domain/release.ts';
import { cutSegment, newsroomCuts, ownerOf, publicVariantOf, type Timeline } from '../domain/timeline.ts';
import type { Projection } from '../repository/projection.ts';
import { invertedNumberAtEnd } from '../repository/release-list.ts';
import { invertedInstant, invertedNumber } from '../storage/keys.ts';
import type { Store } from '../storage/store.ts';

/**
 * Pages list every public variant by its time of publication. They cannot read the timelines of the feeds, because
 * imported old releases are in the latest archive documents there.
 */
export const dateIndexKeys = {
  allRows: (owner: string) => `shown:${owner}`,
  rows: ({ owner, language, cut }: Timeline) => `shown:${owner}:${language}:${cutSegment(cut)}`,
  row: (timeline: Timeline, at: Instant, number: number) =>
    `${dateIndexKeys.rows(timeline)}:${invertedInstant(at)}:${invertedNumber(number)}`,
  allMonths: (owner: string) => `months:${owner}`,
  /** The stored value, `{ "2025-11": 12 }`, counts the public variants by the Helsinki month of their publication. */
  months: (owner: string, language: Language) => `months:${owner}:${language}`,
};

export interface DateIndexPosition {
  readonly at: Instant;
  readonly number: number;
}

export interface DateIndexPage {
  /** Release numbers, newest first. */
  readonly numbers: readonly number[];
  /** The position of the page's last row; null on the last page. */
  readonly next: DateIndexPosition | null;
}

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
      name: toIsoMonth(at),
    })),
  base: ({ key }) => dateIndexKeys.allRows(ownerOf(key)),
  countsBase: ({ key }) => dateIndexKeys.allMonths(ownerOf(key)),
  numberOf: invertedNumberAtEnd,
};

function publicVariants(release: Release) {
  return LANGUAGES.flatMap((language) => {
    const variant = publicVariantOf(release, language, newsroomCuts);
    return variant === null ? [] : [{ language, ...variant }];
  });
}

/** The rows that follow `before` in the list; `range` is from `from` inclusive to `to` exclusive. */
export async function readDateIndex(
  store: Store,
  timeline: Timeline,
  limit: number,
  before: DateIndexPosition | null,
  range: { readonly from: Instant; readonly to: Instant } | null = null,
): Promise<DateIndexPage> {
  const base = dateIndexKeys.rows(timeline);
  // Instants are inverted in the keys, and a key without a number sorts before every row of its instant.
  const after = before === null ? null : dateIndexKeys.row(timeline, before.at, before.number);
  const rangeStart = range === null ? null : `${base}:${invertedInstant(range.to - 1)}`;
  // January 1970 began in Helsinki before instant 0, and no key holds an earlier instant.
  const rangeEnd = range === null || range.from <= 0 ? null : `${base}:${invertedInstant(range.from - 1)}`;
  const start = [after, rangeStart]
    .filter((key) => key !== null)
    .sort()
    .at(-1);
  const keys = await store.keys(base, {
    limit: limit + 1,
    ...(start !== undefined && { after: start }),
    ...(rangeEnd !== null && { before: rangeEnd }),
  });
  const positions = keys.slice(0, limit).map(positionOf);
  return {
    numbers: positions.map(({ number }) => number),
    next: keys.length > limit ? (positions.at(-1) ?? null) : null,
  };
}

function positionOf(key: string): DateIndexPosition {
  const [at, number] = key.split(':').slice(-2);
  return { at: Number(invertedInstant(Number(at))), number: Number(invertedNumber(Number(number))) };
}
