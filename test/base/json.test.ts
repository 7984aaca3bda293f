import { expect, test } from 'vitest';
import { forbiddenNames, isTooDeep, JSON_DEPTH, own, sameJson } from '../../src/base/json.ts';

const nested = (depth: number): unknown => (depth === 0 ? 'tiedote' : { inner: nested(depth - 1) });

test.each(['constructor', 'toString', 'hasOwnProperty', '__proto__'])(
  'the field %s is nobody’s unless it was sent',
  (name) => {
    expect(own({}, name)).toBeUndefined();
    expect(own(JSON.parse(`{"${name}": "lähetetty"}`), name)).toBe('lähetetty');
  },
);

test('what is no object has no fields, not even a list its length', () => {
  for (const value of [['a'], 'teksti', null, undefined, 7]) expect(own(value, 'length')).toBeUndefined();
});

test('a value nests as deep as it may, and not a level deeper', () => {
  expect(isTooDeep(nested(JSON_DEPTH))).toBe(false);
  expect(isTooDeep(nested(JSON_DEPTH + 1))).toBe(true);
});

test('values are the same whatever the order of their fields, and not when one has a field more', () => {
  expect(sameJson({ fi: 'a', sv: ['b', { c: null }] }, { sv: ['b', { c: null }], fi: 'a' })).toBe(true);
  for (const [one, other] of [
    [{ fi: 'a' }, { fi: 'a', sv: 'b' }],
    [{ fi: 'a', sv: 'b' }, { fi: 'a' }],
    [{ fi: undefined }, { sv: undefined }],
    [['a'], ['a', 'b']],
    [
      ['a', 'b'],
      ['b', 'a'],
    ],
    [[], {}],
    [{}, null],
    ['1', 1],
  ]) {
    expect(sameJson(one, other)).toBe(false);
  }
});

test('names that no schema may be shown are found wherever they stand', () => {
  const sent: unknown = JSON.parse('{"variants": {"fi": {"__proto__": {}}}, "links": [{"constructor": 1}]}');
  expect(forbiddenNames(sent)).toEqual([
    ['variants', 'fi', '__proto__'],
    ['links', '0', 'constructor'],
  ]);
});
