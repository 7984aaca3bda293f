import { describe, expect, it } from 'vitest';
import { type ParsedDate, parseDate, parseHelsinkiDate } from '../../src/imports/dates.ts';

const utcText = (date: ParsedDate) =>
  typeof date === 'number' ? new Date(date).toISOString().slice(0, 19) : date;

describe('the date of a feed', () => {
  it.each([
    ['Wed, 12 Nov 2025 23:08:27 +0200', '2025-11-12T21:08:27'],
    ['Wed, 12 Nov 2025 21:08:27 GMT', '2025-11-12T21:08:27'],
    ['12 Nov 2025 21:08 UT', '2025-11-12T21:08:00'],
    ['Wed, 12 Nov 25 16:08:27 EST', '2025-11-12T21:08:27'],
    ['Wed, 12 Nov 2025 13:08:27 PST', '2025-11-12T21:08:27'],
    ['Wed, 12 Nov 2025 23:08:27 EET', '2025-11-12T21:08:27'],
    ['Tue, 1 Jul 2025 12:00 EEST', '2025-07-01T09:00:00'],
    ['Tue, 1 Jul 2025 12:00 CEST', '2025-07-01T10:00:00'],
    ['Mon, 3 Jan 94 10:00:00 GMT', '1994-01-03T10:00:00'],
    ['Mon, 3 Jan 104 10:00:00 GMT', '2004-01-03T10:00:00'],
    // Here the weekday is wrong, or not English, or has no comma.
    ['Fri, 12 Nov 2025 21:08:27 GMT', '2025-11-12T21:08:27'],
    ['ke, 12 Nov 2025 21:08:27 GMT', '2025-11-12T21:08:27'],
    ['Wed 12 November 2025 21:08:27 GMT', '2025-11-12T21:08:27'],
    ['wed, 12 nov 2025 21:08:27 gmt', '2025-11-12T21:08:27'],
    ['Wednesday, 12-Nov-25 21:08:27 GMT', '2025-11-12T21:08:27'],
    ['Wed,\r\n 12  Nov 2025\t21:08:27 +0000 (UTC)', '2025-11-12T21:08:27'],
    ['12 Sept. 2025', '2025-09-12T00:00:00'],
    ['Wed, 12 Nov 2025 21:08:27', '2025-11-12T21:08:27'],
    ['Wed, 12 Nov 2025 21:08:27 Q', '2025-11-12T21:08:27'],
    ['Wed Nov 12 21:08:27 2025', '2025-11-12T21:08:27'],
    ['Wed Nov  5 21:08:27 2025', '2025-11-05T21:08:27'],
    ['Wed Nov 12 23:08:27 EET 2025', '2025-11-12T21:08:27'],
    ['Wed Nov 12 2025 23:08:27 GMT+0200 (Eastern European Standard Time)', '2025-11-12T21:08:27'],
    ['2025-11-12T23:08:27+02:00', '2025-11-12T21:08:27'],
    ['2025-11-12t21:08:27z', '2025-11-12T21:08:27'],
    ['2025-11-12T21:08:27.999Z', '2025-11-12T21:08:27'],
    ['2025-11-12T23:08:27+0200', '2025-11-12T21:08:27'],
    ['2025-11-12T23:08+02', '2025-11-12T21:08:00'],
    ['2025-11-12 23:08:27 +0200', '2025-11-12T21:08:27'],
    ['2025-11-12 21:08:27 UTC', '2025-11-12T21:08:27'],
    ['2025-11-12 21:08:27', '2025-11-12T21:08:27'],
    ['2025-11-12', '2025-11-12T00:00:00'],
    ['20251112T210827Z', '2025-11-12T21:08:27'],
    ['2025-11-12T24:00:00Z', '2025-11-13T00:00:00'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00'],
    ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00'],
  ])('%s is %s', (text, expected) => {
    expect(utcText(parseDate(text))).toBe(expected);
  });

  it.each([null, '', '  \n'])('%j is no date', (text) => {
    expect(parseDate(text)).toBeNull();
  });

  it.each([
    'eilen',
    '2025-W46-3',
    '2025-316',
    '2025',
    '2025-02-30',
    '30 Feb 2025 10:00 GMT',
    '12 Foo 2025 10:00 GMT',
    '2025-11-12T25:00:00Z',
    '2025-11-12T24:00:01Z',
    '2025-11-12T10:61:00Z',
    '2025-11-12T10:00:00+99:00',
    '2025-11-12T10:00:00 FOO',
    '2025-11-12T10:00:00 constructor',
    '0001-01-01T00:00:00Z',
    '1969-12-31T23:59:59Z',
    '9999-12-31T23:59:59Z',
    '12.11.2025 23:08',
    '11/12/2025',
    '1763000000',
  ])('%j is not understood', (text) => {
    expect(parseDate(text)).toBe('not-understood');
  });

  it.each(['2025-11-12 ', '(', '9', 'a ', '12 '])('is refused quickly in 200,000 times %j', (text) => {
    const long = `${text.repeat(200_000)}x`;
    expect([parseDate(long), parseHelsinkiDate(long)]).toEqual(['not-understood', 'not-understood']);
  });
});

describe('the date of a press service', () => {
  it.each([
    ['12.11.2025 23:08', '2025-11-12T21:08:00'],
    ['12.11.2025 23:08:27', '2025-11-12T21:08:27'],
    ['1.7.2025 9:05', '2025-07-01T06:05:00'],
    ['1.7.2025 klo 9.05', '2025-07-01T06:05:00'],
    ['12.11.2025 23:08:27 EET', '2025-11-12T21:08:27'],
    ['12.11.2025', '2025-11-11T22:00:00'],
    ['2025-11-12T23:08:27+02:00', '2025-11-12T21:08:27'],
    ['2025-11-12T21:08:27Z', '2025-11-12T21:08:27'],
    ['2025-11-12T23:08:27', '2025-11-12T21:08:27'],
    // 03:30 is missing on this day, so it is read as winter time.
    ['29.03.2026 03:30', '2026-03-29T01:30:00'],
    // 03:30 occurs twice on this day; the first is summer time.
    ['25.10.2026 03:30', '2026-10-25T00:30:00'],
  ])('%s is %s', (text, expected) => {
    expect(utcText(parseHelsinkiDate(text))).toBe(expected);
  });

  it.each([
    ['', null],
    [null, null],
    ['31.02.2025 10:00', 'not-understood'],
    ['12.13.2025 10:00', 'not-understood'],
    ['12.11.0025 10:00', 'not-understood'],
    ['12.11.2025 25:00', 'not-understood'],
    ['huomenna', 'not-understood'],
  ])('%s gives %s', (text, expected) => {
    expect(parseHelsinkiDate(text)).toBe(expected);
  });
});
