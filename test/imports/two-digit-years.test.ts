import { expect, test } from 'vitest';
import { parseDate } from '../../src/imports/dates.ts';

test.each([
  ['1 Jan 49 00:00 GMT', Date.UTC(2049, 0, 1)],
  ['1 Jan 00 00:00 GMT', Date.UTC(2000, 0, 1)],
  ['1 Jan 70 00:00 GMT', 0],
  ['1 Jan 99 00:00 GMT', Date.UTC(1999, 0, 1)],
  // Three digits count from 1900.
  ['1 Jan 125 00:00 GMT', Date.UTC(2025, 0, 1)],
])('%s is in the century of RFC 5322', (text, instant) => {
  expect(parseDate(text)).toEqual({ instant, assumedZone: null });
});

test('two digits from 50 mean 19xx, and years before 1970 are not understood', () => {
  expect(parseDate('1 Jan 50 00:00 GMT')).toBe('not-understood');
  expect(parseDate('31 Dec 69 23:59 GMT')).toBe('not-understood');
});
