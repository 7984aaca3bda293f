import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseHttpDate, toHttpDate } from '../../../src/base/time/http-date.ts';

const NOW = Date.UTC(2026, 0, 15);

const read = (text: string, now = NOW) => {
  const instant = parseHttpDate(text, now);
  return instant === null ? null : new Date(instant).toISOString();
};

describe('an HTTP date', () => {
  it.each([
    ['Sun, 06 Nov 1994 08:49:37 GMT', '1994-11-06T08:49:37.000Z'],
    ['Sunday, 06-Nov-94 08:49:37 GMT', '1994-11-06T08:49:37.000Z'],
    ['Sun Nov  6 08:49:37 1994', '1994-11-06T08:49:37.000Z'],
    ['Wed Nov 12 21:08:27 2025', '2025-11-12T21:08:27.000Z'],
    ['Sat, 31 Dec 2016 23:59:60 GMT', '2017-01-01T00:00:00.000Z'],
    // The weekday is ignored.
    ['Mon, 06 Nov 1994 08:49:37 GMT', '1994-11-06T08:49:37.000Z'],
  ])('%s is %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each([
    ['Thursday, 01-Jan-26 00:00:00 GMT', '2026-01-01T00:00:00.000Z'],
    ['Wednesday, 01-Jan-75 00:00:00 GMT', '2075-01-01T00:00:00.000Z'],
    ['Wednesday, 15-Jan-76 00:00:00 GMT', '2076-01-15T00:00:00.000Z'],
    ['Friday, 16-Jan-76 00:00:00 GMT', '1976-01-16T00:00:00.000Z'],
    ['Friday, 31-Dec-99 00:00:00 GMT', '1999-12-31T00:00:00.000Z'],
  ])('with two digits, %s is %s, never more than 50 years ahead', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it('with two digits reaches into the next century near its end', () => {
    expect(read('Friday, 01-Jan-10 00:00:00 GMT', Date.UTC(2090, 0, 1))).toBe('2110-01-01T00:00:00.000Z');
  });

  it.each([
    '',
    'Sun, 6 Nov 1994 08:49:37 GMT',
    'Sun, 06 Nov 1994 08:49:37 +0000',
    'Sun, 06 Nov 1994 08:49:37 UTC',
    'sun, 06 nov 1994 08:49:37 gmt',
    'Sun, 31 Feb 2025 08:49:37 GMT',
    'Sun, 06 Nov 1994 24:00:00 GMT',
    'Sun, 06 Nov 1994 08:60:00 GMT',
    'Sun, 00 Nov 1994 08:00:00 GMT',
    'Sun Nov 6 08:49:37 1994',
    '1994-11-06T08:49:37Z',
    'Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT',
  ])('%j is not an HTTP date', (text) => {
    expect(parseHttpDate(text, NOW)).toBeNull();
  });

  it('is written as IMF-fixdate without fractions of a second', () => {
    expect(toHttpDate(Date.UTC(2025, 10, 2, 1, 8, 27, 999))).toBe('Sun, 02 Nov 2025 01:08:27 GMT');
  });

  it('is parsed to the same instant', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Date.UTC(2999, 11, 31) / 1000 }), (second) => {
        expect(parseHttpDate(toHttpDate(second * 1000), NOW)).toBe(second * 1000);
      }),
    );
  });
});
