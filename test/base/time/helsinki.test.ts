import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  monthRange,
  parseTime,
  toDisplayTime,
  toIsoDate,
  toIsoMonth,
  toRfc822,
  toRfc3339,
} from '../../../src/base/time/helsinki.ts';
import { cpuTimeOf } from '../../cpu-time.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The instants at which Helsinki's clocks change (01:00 UTC on the last Sundays of March and October). */
const CHANGE_OVERS = [
  { spring: Date.UTC(2025, 2, 30, 1), autumn: Date.UTC(2025, 9, 26, 1) },
  { spring: Date.UTC(2026, 2, 29, 1), autumn: Date.UTC(2026, 9, 25, 1) },
  { spring: Date.UTC(2027, 2, 28, 1), autumn: Date.UTC(2027, 9, 31, 1) },
];

/** Uses an offset that the test calculates independently of the code under test. */
const wall = (instant: number, offsetHours: number) =>
  new Date(instant + offsetHours * HOUR).toISOString().slice(0, 19);

const read = (text: string) => {
  const time = parseTime(text);
  return time.ok ? new Date(time.instant).toISOString() : time.code;
};

describe('reading a time', () => {
  it.each([
    ['2025-11-12T23:08:27+02:00', '2025-11-12T21:08:27.000Z'],
    ['2025-11-12T21:08:27Z', '2025-11-12T21:08:27.000Z'],
    ['2025-11-12t21:08:27z', '2025-11-12T21:08:27.000Z'],
    ['2025-11-12T21:08:27-00:00', '2025-11-12T21:08:27.000Z'],
    ['2025-11-12T15:38:27-05:30', '2025-11-12T21:08:27.000Z'],
    ['2025-11-12T21:08:27.999999999Z', '2025-11-12T21:08:27.000Z'],
    ['2025-11-12T23:08', '2025-11-12T21:08:00.000Z'],
    ['2025-11-12T23:08:27', '2025-11-12T21:08:27.000Z'],
    ['2025-11-12 23:08:27.5', '2025-11-12T21:08:27.000Z'],
    ['2025-07-01T12:00', '2025-07-01T09:00:00.000Z'],
    ['2028-02-29T12:00', '2028-02-29T10:00:00.000Z'],
    ['1975-07-01T12:00', '1975-07-01T10:00:00.000Z'],
    ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000Z'],
    ['2999-12-31T23:59:59', '2999-12-31T21:59:59.000Z'],
    // With an offset the doubled hour is not ambiguous.
    ['2026-03-29T03:30:00+02:00', '2026-03-29T01:30:00.000Z'],
    ['2026-10-25T03:30:00+02:00', '2026-10-25T01:30:00.000Z'],
  ])('%s is %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each([
    '',
    '2025-11-12',
    '2025-11-12T23',
    '2025-11-12T24:00',
    '2025-11-12T23:60',
    '2025-11-12T23:08:60',
    '2025-02-29T12:00',
    '2025-02-31T12:00',
    '2025-04-31T12:00:00Z',
    '2025-00-10T12:00',
    '2025-13-10T12:00',
    '2025-11-00T12:00',
    '1969-12-31T23:59:59Z',
    '3000-01-01T00:00:00',
    '2999-12-31T23:00:00Z',
    '0025-11-12T23:08',
    '12.11.2025 23:08:27',
    '12.11.2025 23:08:27 EET',
    '2025-11-12T23:08:27 EET',
    '2025-11-12T23:08:27+0200',
    '2025-11-12T23:08:27+24:00',
    '2025-11-12T23:08:27+02:60',
    '2025-11-12T23:08:27.',
    '2025-11-12T23:08:27ZZ',
    ' 2025-11-12T23:08:27Z',
    '2025-11-12T23:08:27Z\n',
    '2025-W46-3T23:08',
    '+002025-11-12T23:08',
    '٢٠٢٥-11-12T23:08',
  ])('%j is malformed', (text) => {
    expect(parseTime(text)).toEqual({ ok: false, code: 'time-malformed' });
  });

  it('returns the neighbouring real times for a missing one', () => {
    expect(parseTime('2026-03-29T03:30')).toEqual({
      ok: false,
      code: 'time-missing',
      choices: ['2026-03-29T02:30:00+02:00', '2026-03-29T04:30:00+03:00'],
    });
  });

  it('returns both times for a doubled one', () => {
    expect(parseTime('2026-10-25T03:30')).toEqual({
      ok: false,
      code: 'time-doubled',
      choices: ['2026-10-25T03:30:00+03:00', '2026-10-25T03:30:00+02:00'],
    });
  });

  it('does not throw for any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\d:TtZz+ .-]{0,40}$/)), (text) => {
        const time = parseTime(text);
        if (time.ok) expect(parseTime(toRfc3339(time.instant))).toEqual(time);
        else expect(time.code).toMatch(/^time-/);
      }),
    );
  });

  it('is fast for a long text', () => {
    const text = `2025-11-12T23:08:27.${'0'.repeat(1_000_000)}x`;
    expect(cpuTimeOf(() => parseTime(text))).toBeLessThan(500);
  });
});

describe.each(CHANGE_OVERS)('minute by minute through the change-overs', ({ spring, autumn }) => {
  const minutesAround = (instant: number) =>
    Array.from({ length: 6 * 60 }, (_, i) => instant + (i - 180) * MINUTE);

  it('writes the offset and abbreviation of each minute in spring, and reads it back', () => {
    for (const instant of minutesAround(spring)) {
      const summer = instant >= spring;
      const local = wall(instant, summer ? 3 : 2);
      expect(toRfc3339(instant)).toBe(`${local}${summer ? '+03:00' : '+02:00'}`);
      expect(toRfc822(instant).slice(-14)).toBe(`${local.slice(11)} ${summer ? '+0300' : '+0200'}`);
      expect(toDisplayTime(instant).split(' ').slice(1)).toEqual([local.slice(11), summer ? 'EEST' : 'EET']);
      expect(parseTime(local)).toEqual({ ok: true, instant });
    }
  });

  it('refuses each minute of the hour that spring skips', () => {
    for (let instant = spring; instant < spring + HOUR; instant += MINUTE) {
      expect(parseTime(wall(instant, 2))).toEqual({
        ok: false,
        code: 'time-missing',
        choices: [`${wall(instant - HOUR, 2)}+02:00`, `${wall(instant, 3)}+03:00`],
      });
    }
  });

  it('refuses each minute of the hour that autumn repeats, and no other', () => {
    for (const instant of minutesAround(autumn)) {
      const summer = instant < autumn;
      const local = wall(instant, summer ? 3 : 2);
      expect(toRfc3339(instant)).toBe(`${local}${summer ? '+03:00' : '+02:00'}`);
      expect(toDisplayTime(instant).endsWith(summer ? ' EEST' : ' EET')).toBe(true);
      const doubled =
        Math.floor((instant - autumn) / HOUR) === -1 || Math.floor((instant - autumn) / HOUR) === 0;
      expect(parseTime(local)).toEqual(
        doubled
          ? { ok: false, code: 'time-doubled', choices: [`${local}+03:00`, `${local}+02:00`] }
          : { ok: true, instant },
      );
    }
  });
});

describe('writing a time', () => {
  const winter = Date.UTC(2025, 10, 12, 21, 8, 27, 999);
  const summer = Date.UTC(2026, 5, 5, 6, 7, 8);

  it.each([
    [toRfc3339, '2025-11-12T23:08:27+02:00', '2026-06-05T09:07:08+03:00'],
    [toRfc822, 'Wed, 12 Nov 2025 23:08:27 +0200', 'Fri, 05 Jun 2026 09:07:08 +0300'],
    [toDisplayTime, '12.11.2025 23:08:27 EET', '5.6.2026 09:07:08 EEST'],
    [toIsoDate, '2025-11-12', '2026-06-05'],
    [toIsoMonth, '2025-11', '2026-06'],
  ])('%o', (write, inWinter, inSummer) => {
    expect([write(winter), write(summer)]).toEqual([inWinter, inSummer]);
  });

  it('takes day, month and weekday from Helsinki, not from UTC', () => {
    const newYear = Date.UTC(2025, 11, 31, 22, 30);
    expect([toIsoDate(newYear), toIsoMonth(newYear), toRfc822(newYear), toDisplayTime(newYear)]).toEqual([
      '2026-01-01',
      '2026-01',
      'Thu, 01 Jan 2026 00:30:00 +0200',
      '1.1.2026 00:30:00 EET',
    ]);
  });

  it('is parsed to the same second for any instant', () => {
    const seconds = fc.integer({ min: 0, max: Date.UTC(2999, 11, 31) / 1000 });
    fc.assert(
      fc.property(seconds, (second) => {
        const instant = second * 1000;
        expect(parseTime(toRfc3339(instant))).toEqual({ ok: true, instant });
        expect(Date.parse(toRfc822(instant))).toBe(instant);
      }),
    );
  });
});

describe('a month', () => {
  it.each([
    ['2025-11', '2025-11-01T00:00:00+02:00', '2025-12-01T00:00:00+02:00'],
    ['2025-12', '2025-12-01T00:00:00+02:00', '2026-01-01T00:00:00+02:00'],
    ['2026-03', '2026-03-01T00:00:00+02:00', '2026-04-01T00:00:00+03:00'],
    ['2026-10', '2026-10-01T00:00:00+03:00', '2026-11-01T00:00:00+02:00'],
  ])('%s runs from %s to %s', (month, from, to) => {
    expect(monthRange(month)).toEqual({ from: Date.parse(from), to: Date.parse(to) });
  });

  it('contains exactly the instants with this month, until 2100', () => {
    let previous = monthRange('1970-01')?.from;
    for (let i = 0; i < 130 * 12; i++) {
      const month = `${1970 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, '0')}`;
      const range = monthRange(month);
      expect(range?.from).toBe(previous);
      expect(toIsoMonth(range?.from ?? 0)).toBe(month);
      expect(toIsoMonth((range?.to ?? 0) - 1)).toBe(month);
      previous = range?.to;
    }
  });

  it.each(['', '2025', '2025-13', '2025-00', '1969-12', '3000-01', '2025-1', '2025-11-01', '2025-11\n'])(
    '%j is none',
    (text) => {
      expect(monthRange(text)).toBeNull();
    },
  );
});
