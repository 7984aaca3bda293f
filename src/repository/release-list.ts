import { languagesOf } from '../base/locale/language.ts';
import { invertedNumber } from '../storage/keys.ts';
import { newsroomKeys, position } from './keys.ts';
import type { Projection } from './projection.ts';

/** The API's lists of releases: by state, in all languages together and in each. */
export const releaseList: Projection = {
  rows: (release, { key }) =>
    (['any', ...languagesOf(release.variants)] as const).map((language) => ({
      key: newsroomKeys.indexRow(key, release, language),
      value: { n: release.number, at: position(release) },
    })),
  base: ({ key }) => newsroomKeys.indexes(key),
  numberOf: invertedNumberAtEnd,
};

/** The number of a row whose key ends with it inverted, so that the newest comes first; null when it does not. */
export function invertedNumberAtEnd(row: string): number | null {
  const [, inverse] = /:([0-9]{9}|[0-9]{15})$/.exec(row) ?? [];
  return inverse === undefined ? null : Number(invertedNumber(Number(inverse), inverse.length));
}

/** The number of a row whose key ends with it; null when it does not. */
export function numberAtEnd(row: string): number | null {
  const [, digits] = /[:-]([0-9]{1,9})$/.exec(row) ?? [];
  return digits === undefined ? null : Number(digits);
}
