import { expect, test } from 'vitest';
import { forbiddenPaths, isSameJson, isTooDeep, MAX_JSON_DEPTH, ownField } from '../../src/base/json.ts';

const nested = (depth: number): unknown => (depth === 0 ? 'tiedote' : { inner: nested(depth - 1) });

test.each(['constructor', 'toString', 'hasOwnProperty', '__proto__'])(
  'the inherited property %s is not a field',
  (name) => {
    expect(ownField({}, name)).toBeUndefined();
    expect(ownField(JSON.parse(`{"${name}": "lähetetty"}`), name)).toBe('lähetetty');
  },
);

test('other values than objects have no fields, also arrays', () => {
  for (const value of [['a'], 'teksti', null, undefined, 7])
    expect(ownField(value, 'length')).toBeUndefined();
});

test('a value may nest to the limit and no deeper', () => {
  expect(isTooDeep(nested(MAX_JSON_DEPTH))).toBe(false);
  expect(isTooDeep(nested(MAX_JSON_DEPTH + 1))).toBe(true);
});

test('the order of fields does not matter for equality, an additional field does', () => {
  expect(isSameJson({ fi: 'a', sv: ['b', { c: null }] }, { sv: ['b', { c: null }], fi: 'a' })).toBe(true);
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
    expect(isSameJson(one, other)).toBe(false);
  }
});

test('forbidden names are reported at every depth', () => {
  const sent: unknown = JSON.parse('{"variants": {"fi": {"__proto__": {}}}, "links": [{"constructor": 1}]}');
  expect(forbiddenPaths(sent)).toEqual([
    ['variants', 'fi', '__proto__'],
    ['links', '0', 'constructor'],
  ]);
});
