import { LANGUAGES } from '../../base/locale/language.ts';
import type { Release } from '../../domain/release.ts';
import { LAST_NUMBER } from '../../domain/release.ts';
import { newsroomCuts, standing, type Timeline } from '../../domain/timeline.ts';
import { timelineKeys } from '../../feeds/timeline-keys.ts';
import { dateIndexRows } from '../../pages/date-index.ts';
import { embargo, index } from '../../repository/commit.ts';
import { Batch } from '../../storage/batch.ts';
import { invertedNumber } from '../../storage/keys.ts';
import type { Write } from '../../storage/store.ts';

/** Which rows a release has, worked out from it alone. All pure. */

/** Of the API's lists and of what pages list, and the alarm of an embargo. */
export function plainRows(key: number, owner: string, release: Release): Write[] {
  const batch = new Batch();
  index(batch, key, null, release);
  embargo(batch, key, null, release);
  for (const language of LANGUAGES) {
    for (const row of dateIndexRows(owner, release, language)?.rows ?? [])
      batch.set(row, { n: release.number });
  }
  return [...batch.writes()];
}

/** An entry on one shelf. Where on it cannot be worked out: the record at `placed` tells. */
export interface TimelineEntry {
  readonly placed: string;
  readonly writeIn: (archive: number | null) => Write;
}

export function timelineEntries(owner: string, release: Release): TimelineEntry[] {
  const { number } = release;
  return LANGUAGES.flatMap((language) => {
    const stands = standing(release, language, newsroomCuts);
    if (stands === null) return [];
    return stands.cuts.map((cut) => {
      const timeline: Timeline = { owner, language, cut };
      return {
        placed: timelineKeys.placed(timeline, number),
        writeIn: (archive) => ({
          key: timelineKeys.row(timeline, archive, stands.at, number),
          value: { n: number },
        }),
      };
    });
  });
}

/** The tombstone's row, and the base of its shelf's tombstones, of which only the newest are kept. */
export interface TimelineTombstone {
  readonly base: string;
  readonly row: string;
}

export function timelineTombstones(owner: string, release: Release): TimelineTombstone[] {
  return LANGUAGES.flatMap((language) => {
    const { publication, withdrawn } = release.variants[language] ?? {};
    if (publication == null || withdrawn == null || standing(release, language, newsroomCuts) !== null)
      return [];
    return newsroomCuts(release, language).map((cut) => {
      const timeline: Timeline = { owner, language, cut };
      return {
        base: timelineKeys.tombstones(timeline),
        row: timelineKeys.tombstone(timeline, withdrawn.at, release.number),
      };
    });
  });
}

/** Rows that end with the number as it is, and those that end with it inverted. */
const PLAIN = /^(?:search:.*:|due:.*:lift-)([0-9]{1,9})$/;
const INVERTED = /^(?:timeline|tombstone|shown|index):.*:([0-9]{9}|[0-9]{15})$/;

/** The release that a row of any of these lists is of; null when it names none. */
export function numberOf(row: string): number | null {
  const [, inverse = ''] = INVERTED.exec(row) ?? [];
  const digits = inverse === '' ? PLAIN.exec(row)?.[1] : invertedNumber(Number(inverse), inverse.length);
  const number = Number(digits ?? 0);
  return number > 0 && number <= LAST_NUMBER ? number : null;
}
