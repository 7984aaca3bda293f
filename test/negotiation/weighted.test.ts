import { expect, test } from 'vitest';
import { chooseEncoding } from '../../src/negotiation/encoding.ts';
import { byWeight, parseWeighted, weightOf } from '../../src/negotiation/weighted.ts';

test('a weight above 1 counts as 1 and has no precedence over 1', () => {
  expect(parseWeighted('gzip;q=5, br;q=1.5')).toEqual([
    { value: 'gzip', q: 1 },
    { value: 'br', q: 1 },
  ]);
  // Brotli wins a tie.
  expect(chooseEncoding('gzip;q=5, br;q=1')).toBe('br');
});

test.each([
  ['br', 1],
  ['br;q=0', 0],
  ['br; Q = 0.25 ', 0.25],
  ['br;q=.5', 0.5],
  ['br;level=9;q=0.125', 0.125],
  ['br;q=0.3;q=0.9', 0.3],
])('the weight of %s is %d', (field, q) => {
  expect(parseWeighted(field)).toEqual([{ value: 'br', q }]);
});

test.each(['br;q=', 'br;q=x', 'br;q=-1', 'br;q=1e1', ';q=1', '', ',,'])('%s has no members', (field) => {
  expect(parseWeighted(field)).toEqual([]);
});

test('members are sorted by descending weight, equal ones keep their order', () => {
  const list = byWeight(parseWeighted('fi;q=0.5, sv, en;q=0.5, de'));
  expect(list.map(({ value }) => value)).toEqual(['sv', 'de', 'fi', 'en']);
});

test('the highest weight of a repeated value counts', () => {
  const list = parseWeighted('gzip;q=0.2, x-gzip;q=0.7, gzip;q=0.4');
  expect([weightOf(list, 'gzip'), weightOf(list, 'gzip', 'x-gzip'), weightOf(list, 'br')]).toEqual([
    0.4,
    0.7,
    null,
  ]);
});

test('a comma or semicolon in quotes is no separator', () => {
  expect(parseWeighted('text/html;a="b,c;q=0", text/plain;q=0.5')).toEqual([
    { value: 'text/html', q: 1 },
    { value: 'text/plain', q: 0.5 },
  ]);
});
