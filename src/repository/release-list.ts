import { languagesOf } from '../base/locale/language.ts';
import { invertedNumber } from '../storage/keys.ts';
import { newsroomKeys, position } from './keys.ts';
import type { Projection } from './projection.ts';

export const releaseList: Projection = {
  rows: (release, { key }) =>
    (['any', ...languagesOf(release.variants)] as const).map((language) => ({
      key: newsroomKeys.indexRow(key, release, language),
      value: { n: release.number, at: position(release) },
    })),
  base: ({ key }) => newsroomKeys.indexes(key),
  numberOf: invertedNumberAtEnd,
};

export function invertedNumberAtEnd(row: string): number | null {
  const [, digits] = /:([0-9]{9}|[0-9]{15})$/.exec(row) ?? [];
  return digits === undefined ? null : Number(invertedNumber(Number(digits), digits.length));
}

export function numberAtEnd(row: string): number | null {
  const [, digits] = /[:-]([0-9]{1,9})$/.exec(row) ?? [];
  return digits === undefined ? null : Number(digits);
}
