import { IANAZone } from 'luxon';
import type { Instant } from './instant.ts';

/**
 * Helsinki: the zone of everything people read. The one module that imports luxon, and of luxon only the zone:
 * luxon's own parser moves a missing hour and picks one of a doubled pair, both without a word.
 */
const HELSINKI = IANAZone.create('Europe/Helsinki');

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The last instant that can be named: one second before the year 3000 begins in Helsinki. */
export const LAST_INSTANT = Date.UTC(3000, 0, 1) - 2 * HOUR - 1000;

export type ParsedTime =
  | { readonly ok: true; readonly instant: Instant }
  | {
      readonly ok: false;
      readonly code: 'time-malformed' | 'time-missing' | 'time-doubled';
      /** RFC 3339, earliest first; present unless malformed. */
      readonly choices?: readonly string[];
    };

const MALFORMED: ParsedTime = { ok: false, code: 'time-malformed' };

const DATE = /^(\d{4})-(\d\d)-(\d\d)/;
const CLOCK = /^[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?/;
const OFFSET = /^(?:([Zz])|([+-])(\d\d):(\d\d))$/;

/**
 * Reads RFC 3339 (an offset or `Z`) or Helsinki wall time without one, `YYYY-MM-DDTHH:mm[:ss[.fff]]`, truncated to
 * the second. Instants from 1970 to 2999 only. A wall time that the spring change-over skips or the autumn one
 * repeats is refused, with the two real times it may have meant.
 */
export function parseTime(text: string): ParsedTime {
  const date = DATE.exec(text);
  const clock = CLOCK.exec(text.slice(10));
  if (date === null || clock === null) return MALFORMED;
  const wall = utc(Number(date[1]), Number(date[2]) - 1, Number(date[3]), clock[1], clock[2], clock[3]);
  if (wall === null) return MALFORMED;

  const rest = text.slice(10 + clock[0].length);
  if (rest === '') return fromWall(wall);
  const offset = parseOffset(rest);
  return offset === null ? MALFORMED : within(wall - offset);
}

/** `2025-11-12T23:08:27+02:00` (RFC 3339), with Helsinki's offset at that instant. */
export function toRfc3339(instant: Instant): string {
  return `${toWall(instant).toISOString().slice(0, 19)}+0${offsetAt(instant) / HOUR}:00`;
}

/** `Wed, 12 Nov 2025 23:08:27 +0200` (RFC 822 with a four-digit year, as RSS wants it). */
export function toRfc822(instant: Instant): string {
  return `${toWall(instant).toUTCString().slice(0, -'GMT'.length)}+0${offsetAt(instant) / HOUR}00`;
}

/** `12.11.2025 23:08:27 EET`: for people. ICU has no name for the zone in Finnish, so the offset decides it. */
export function toStamp(instant: Instant): string {
  const wall = toWall(instant);
  const date = `${wall.getUTCDate()}.${wall.getUTCMonth() + 1}.${wall.getUTCFullYear()}`;
  const zone = offsetAt(instant) === 2 * HOUR ? 'EET' : 'EEST';
  return `${date} ${wall.toISOString().slice(11, 19)} ${zone}`;
}

/** The Helsinki day, `2025-11-12`. */
export function toDate(instant: Instant): string {
  return toWall(instant).toISOString().slice(0, 10);
}

/** The Helsinki month, `2025-11`. */
export function toMonth(instant: Instant): string {
  return toWall(instant).toISOString().slice(0, 7);
}

/** The instants of a Helsinki month `yyyy-mm`: `from` inclusive, `to` exclusive. Null when it is no month. */
export function monthRange(month: string): { readonly from: Instant; readonly to: Instant } | null {
  const match = /^(19[7-9]\d|2\d{3})-(0[1-9]|1[0-2])$/.exec(month);
  if (match === null) return null;
  const [year, index] = [Number(match[1]), Number(match[2]) - 1];
  return { from: midnight(Date.UTC(year, index)), to: midnight(Date.UTC(year, index + 1)) };
}

/**
 * The instant of a clock reading given as if it were UTC; null when there is no such day or hour (31 February rolls
 * over in Date.UTC, so it does not come back as it went in).
 */
function utc(year: number, month: number, day: number, ...clock: (string | undefined)[]): Instant | null {
  const [hour, minute, second] = [Number(clock[0]), Number(clock[1]), Number(clock[2] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) return null;
  const instant = Date.UTC(year, month, day, hour, minute, second);
  const back = new Date(instant);
  return back.getUTCFullYear() === year && back.getUTCMonth() === month && back.getUTCDate() === day
    ? instant
    : null;
}

/** Milliseconds east of UTC; null when malformed (RFC 3339 section 5.6 `time-offset`). */
function parseOffset(text: string): number | null {
  const match = OFFSET.exec(text);
  if (match === null) return null;
  if (match[1] !== undefined) return 0;
  const [hours, minutes] = [Number(match[3]), Number(match[4])];
  if (hours > 23 || minutes > 59) return null;
  return (match[2] === '-' ? -1 : 1) * (hours * HOUR + minutes * MINUTE);
}

/**
 * Reads a wall time with each offset in force the day before and the day after it. The reading is real where that
 * offset is also the one in force at the instant it gives: once as a rule, twice in the doubled hour, never in the
 * missing one.
 */
function fromWall(wall: number): ParsedTime {
  const inForce = new Set([offsetAt(wall - DAY), offsetAt(wall + DAY)]);
  const readings = [...inForce].map((offset) => wall - offset).sort((a, b) => a - b);
  const real = readings.filter((instant) => instant + offsetAt(instant) === wall);
  const [first] = real;
  if (first !== undefined && real.length === 1) return within(first);
  const code = first === undefined ? 'time-missing' : 'time-doubled';
  return { ok: false, code, choices: readings.map(toRfc3339) };
}

function within(instant: Instant): ParsedTime {
  return instant >= 0 && instant <= LAST_INSTANT ? { ok: true, instant } : MALFORMED;
}

/** Midnight is never skipped or repeated in Helsinki since 1970. */
function midnight(wall: number): Instant {
  return wall - offsetAt(wall - 2 * HOUR);
}

/** The Helsinki clock at `instant`, as the UTC fields of a Date. */
function toWall(instant: Instant): Date {
  return new Date(instant + offsetAt(instant));
}

/** Offsets by hour: Helsinki changes them on the hour only. Intl is slow and a feed asks for the same hours again. */
const offsets = new Map<number, number>();
const OFFSETS_KEPT = 10_000;

/** Milliseconds that Helsinki is ahead of UTC at `instant`. */
function offsetAt(instant: Instant): number {
  const hour = Math.floor(instant / HOUR);
  const known = offsets.get(hour);
  if (known !== undefined) return known;
  const offset = HELSINKI.offset(hour * HOUR) * MINUTE;
  if (offsets.size >= OFFSETS_KEPT) offsets.clear();
  offsets.set(hour, offset);
  return offset;
}
