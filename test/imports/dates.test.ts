import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ParsedDate, parseDate, parsePressDate } from '../../src/imports/dates.ts';

const utcText = (date: ParsedDate) =>
  date === null || date === 'not-understood' ? date : new Date(date.instant).toISOString().slice(0, 19);

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
    ['Wed,12 Nov 2025 21:08:27 GMT', '2025-11-12T21:08:27'],
    ['Wed, 12 Nov 2025 21:08:7 GMT', '2025-11-12T21:08:07'],
    ['Foobar, 12 Nov 2025 21:08:27 GMT', '2025-11-12T21:08:27'],
    ['2025/11/12 21:08:27 GMT', '2025-11-12T21:08:27'],
    ['12 Nov 2025 09:08:27 PM GMT', '2025-11-12T21:08:27'],
    ['Nov 12, 2025 9:08pm +0000', '2025-11-12T21:08:00'],
    ['November 12, 2025, 12:08 a.m. UTC', '2025-11-12T00:08:00'],
    ['November 12, 2025, 12:08 PM UTC', '2025-11-12T12:08:00'],
    ['2025-11-12 9:08:27 AM', '2025-11-12T09:08:27'],
    ['ke, 12 marras 2025 12:00:00 +0200', '2025-11-12T10:00:00'],
    ['ke 12. marrask. 2025 12:00:00 +0200', '2025-11-12T10:00:00'],
    ['keskiviikkona 12. marraskuuta 2025 klo 12.00 EET', '2025-11-12T10:00:00'],
    ['12. Marraskuu 2025', '2025-11-12T00:00:00'],
    ['la, 12 heinä 2025 12:00:00 +0300', '2025-07-12T09:00:00'],
    ['la, 12 heinä 2025 12:00:00 +0300', '2025-07-12T09:00:00'],
    ['to, 12 maalis 2026 12:00:00 +0200', '2026-03-12T10:00:00'],
    ['ons, 12 okt 2025 12:00:00 +0200', '2025-10-12T10:00:00'],
    ['onsdag den 12 november 2025 kl. 12:00', '2025-11-12T12:00:00'],
    ['mån, 12 maj 2025 12:00:00 +0200', '2025-05-12T10:00:00'],
    ['tors 12 mars 2026 12:00:00 +0200', '2026-03-12T10:00:00'],
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
    '12 Nov 2025 13:08 PM',
    '12 Nov 2025 0:08 PM',
    '12 Marsimus 2025 10:00 GMT',
    '12 Novembro 2025 10:00 GMT',
    '12 Decem 2025 10:00 GMT',
    'Nov, 2025',
    '2025/11-12',
  ])('%j is not understood', (text) => {
    expect(parseDate(text)).toBe('not-understood');
  });

  it.each(['2025-11-12 ', '(', '9', 'a ', '12 '])('is refused quickly in 200,000 times %j', (text) => {
    const long = `${text.repeat(200_000)}x`;
    expect([parseDate(long), parsePressDate(long)]).toEqual(['not-understood', 'not-understood']);
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
    expect(utcText(parsePressDate(text))).toBe(expected);
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
    expect(parsePressDate(text)).toBe(expected);
  });
});

describe('a date without a zone', () => {
  it('is in UTC in a feed and in Helsinki time at a press service', () => {
    expect(parseDate('2025-11-12 12:00')).toEqual({
      instant: Date.UTC(2025, 10, 12, 12),
      assumedZone: 'UTC',
    });
    expect(parsePressDate('12.11.2025 12:00')).toEqual({
      instant: Date.UTC(2025, 10, 12, 10),
      assumedZone: 'Europe/Helsinki',
    });
  });

  it.each([
    ['2025-07-12 12:00', 'Europe/Helsinki', '2025-07-12T09:00:00'],
    ['Sat, 12 Jul 2025 12:00:00', 'Europe/Stockholm', '2025-07-12T10:00:00'],
    ['Sat, 12 Jul 2025 12:00:00', 'Asia/Kathmandu', '2025-07-12T06:15:00'],
    ['2025-07-12', 'Europe/Helsinki', '2025-07-11T21:00:00'],
    // Missing there, so it is read as winter time; repeated, so it is read as summer time.
    ['2026-03-29 02:30', 'Europe/Stockholm', '2026-03-29T01:30:00'],
    ['2026-10-25 02:30', 'Europe/Stockholm', '2026-10-25T00:30:00'],
  ])('%s is in %s when the publisher says so', (text, zone, expected) => {
    expect(utcText(parseDate(text, zone))).toBe(expected);
    expect(utcText(parsePressDate(text, zone))).toBe(expected);
  });

  it.each(['2025-07-12T12:00:00+02:00', 'Sat, 12 Jul 2025 12:00:00 GMT'])(
    'is not one with an offset: %s',
    (text) => {
      expect(parseDate(text, 'Europe/Helsinki')).toMatchObject({ assumedZone: null });
    },
  );
});

describe('a month', () => {
  const OTHER_LANGUAGES =
    'de fr es it pt nl da nb nn is pl cs sk hu ro hr sl sq lv lt et tr cy ga eu ca gl mt sw vi id ms af'.split(
      ' ',
    );
  /** Finnish has short names only where no day stands beside the month. */
  const monthIn = (language: string, month: number, style: 'long' | 'short') => {
    const names = [{ day: 'numeric' } as const, {}].flatMap((fields) =>
      new Intl.DateTimeFormat(language, { ...fields, month: style, timeZone: 'UTC' })
        .formatToParts(Date.UTC(2025, month, 12))
        .flatMap(({ type, value }) => (type === 'month' ? [value] : [])),
    );
    return names.find((name) => !/^\d/.test(name)) ?? names[0] ?? '';
  };

  it.each(['en', 'fi', 'sv'])('is read as %s writes it', (language) => {
    for (let month = 0; month < 12; month += 1) {
      for (const style of ['long', 'short'] as const) {
        const date = `12 ${monthIn(language, month, style)} 2025 10:00 GMT`;
        expect([date, utcText(parseDate(date))]).toEqual([
          date,
          new Date(Date.UTC(2025, month, 12, 10)).toISOString().slice(0, 19),
        ]);
      }
    }
  });

  it.each(OTHER_LANGUAGES)('is that of its name or refused in the language %s', (language) => {
    for (let month = 0; month < 12; month += 1) {
      for (const style of ['long', 'short'] as const) {
        const date = `12 ${monthIn(language, month, style)} 2025 10:00 GMT`;
        const expected = new Date(Date.UTC(2025, month, 12, 10)).toISOString().slice(0, 19);
        expect(['not-understood', expected]).toContain(utcText(parseDate(date)));
      }
    }
  });

  it('with any other name is refused, in every form of a date', () => {
    const letter = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzäöå');
    const ending = fc.string({ unit: letter, minLength: 1, maxLength: 6 });
    const beginning = fc.constantFrom(
      'jan',
      'feb',
      'mar',
      'apr',
      'may',
      'jun',
      'jul',
      'aug',
      'sep',
      'oct',
      'nov',
      'dec',
    );
    const known = new Set(
      ['en', 'fi', 'sv'].flatMap((language) =>
        Array.from({ length: 12 }, (_, month) => monthIn(language, month, 'long')),
      ),
    );
    fc.assert(
      fc.property(beginning, ending, (start, end) => {
        const name = start + end;
        fc.pre(
          ![...known].some((each) => each.toLowerCase().startsWith(name)) && !SHORT_NAMES.includes(name),
        );
        for (const date of [
          `12 ${name} 2025 10:00 GMT`,
          `${name} 12, 2025`,
          `Wed ${name} 12 10:00:00 2025`,
        ]) {
          expect([date, parseDate(date)]).toEqual([date, 'not-understood']);
        }
      }),
    );
  });
});

/** Those that begin like an English month and are not the beginning of a full name. */
const SHORT_NAMES = ['maalisk', 'marrask', 'febr', 'sept', 'mars'];
