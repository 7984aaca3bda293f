import { expect, test } from 'vitest';
import { readDate } from '../../src/imports/dates.ts';

test.each([
  ['1 Jan 49 00:00 GMT', Date.UTC(2049, 0, 1)],
  ['1 Jan 00 00:00 GMT', Date.UTC(2000, 0, 1)],
  ['1 Jan 70 00:00 GMT', 0],
  ['1 Jan 99 00:00 GMT', Date.UTC(1999, 0, 1)],
  // Three digits count from 1900.
  ['1 Jan 125 00:00 GMT', Date.UTC(2025, 0, 1)],
])('%s is of the century that RFC 5322 says', (text, instant) => {
  expect(readDate(text)).toBe(instant);
});

test('fifty is of the century before, of which nothing can be said before 1970', () => {
  expect(readDate('1 Jan 50 00:00 GMT')).toBe('not-understood');
  expect(readDate('31 Dec 69 23:59 GMT')).toBe('not-understood');
});
