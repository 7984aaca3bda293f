import type { Instant } from './instant.ts';
import { instantsOfWall, openZone } from './zone.ts';

const HELSINKI = openZone('Europe/Helsinki');

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export const LAST_INSTANT = Date.UTC(3000, 0, 1) - 2 * HOUR - 1000;

export type ParsedTime =
  | { readonly ok: true; readonly instant: Instant }
  | {
      readonly ok: false;
      readonly code: 'time-malformed' | 'time-missing' | 'time-doubled';
      /** RFC 3339 times, the earliest first; absent for `time-malformed`. */
      readonly choices?: readonly string[];
    };

const MALFORMED: ParsedTime = { ok: false, code: 'time-malformed' };

const DATE = /^(\d{4})-(\d\d)-(\d\d)/;
const CLOCK = /^[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?/;
const OFFSET = /^(?:([Zz])|([+-])(\d\d):(\d\d))$/;

/**
 * Parses RFC 3339 or, without an offset, Helsinki wall time `YYYY-MM-DDTHH:mm[:ss[.fff]]`, truncated to the second.
 * The instant must be in the years 1970 to 2999. A wall time that daylight saving skips or repeats is an error.
 */
export function parseTime(text: string): ParsedTime {
  const date = DATE.exec(text);
  const clock = CLOCK.exec(text.slice(10));
  if (date === null || clock === null) return MALFORMED;
  const wall = utc(Number(date[1]), Number(date[2]) - 1, Number(date[3]), clock[1], clock[2], clock[3]);
  if (wall === null) return MALFORMED;

  const rest = text.slice(10 + clock[0].length);
  if (rest === '') return parseWallTime(wall);
  const offset = parseOffset(rest);
  return offset === null ? MALFORMED : toParsedTime(wall - offset);
}

export function toRfc3339(instant: Instant): string {
  return `${toWallClock(instant).toISOString().slice(0, 19)}+0${offsetAt(instant) / HOUR}:00`;
}

/** `Wed, 12 Nov 2025 23:08:27 +0200`; RSS asks for RFC 822 with a four-digit year. */
export function toRfc822(instant: Instant): string {
  return `${toWallClock(instant).toUTCString().slice(0, -'GMT'.length)}+0${offsetAt(instant) / HOUR}00`;
}

/** `12.11.2025 23:08:27 EET`; ICU has no Finnish name for the zone, so the offset decides it. */
export function toDisplayTime(instant: Instant): string {
  const wall = toWallClock(instant);
  const date = `${wall.getUTCDate()}.${wall.getUTCMonth() + 1}.${wall.getUTCFullYear()}`;
  const zone = offsetAt(instant) === 2 * HOUR ? 'EET' : 'EEST';
  return `${date} ${wall.toISOString().slice(11, 19)} ${zone}`;
}

export function toIsoDate(instant: Instant): string {
  return toWallClock(instant).toISOString().slice(0, 10);
}

export function toIsoMonth(instant: Instant): string {
  return toWallClock(instant).toISOString().slice(0, 7);
}

/** `month` is `yyyy-mm` in Helsinki, `from` is inclusive, `to` is exclusive. Returns null when `month` is malformed. */
export function monthRange(month: string): { readonly from: Instant; readonly to: Instant } | null {
  const match = /^(19[7-9]\d|2\d{3})-(0[1-9]|1[0-2])$/.exec(month);
  if (match === null) return null;
  const [year, index] = [Number(match[1]), Number(match[2]) - 1];
  return { from: midnight(Date.UTC(year, index)), to: midnight(Date.UTC(year, index + 1)) };
}

/** Returns null for a day that does not exist: Date.UTC turns 31 February into March, so the fields differ. */
function utc(year: number, month: number, day: number, ...clock: (string | undefined)[]): Instant | null {
  const [hour, minute, second] = [Number(clock[0]), Number(clock[1]), Number(clock[2] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) return null;
  const instant = Date.UTC(year, month, day, hour, minute, second);
  const back = new Date(instant);
  return back.getUTCFullYear() === year && back.getUTCMonth() === month && back.getUTCDate() === day
    ? instant
    : null;
}

/** Returns milliseconds east of UTC. */
function parseOffset(text: string): number | null {
  const match = OFFSET.exec(text);
  if (match === null) return null;
  if (match[1] !== undefined) return 0;
  const [hours, minutes] = [Number(match[3]), Number(match[4])];
  if (hours > 23 || minutes > 59) return null;
  return (match[2] === '-' ? -1 : 1) * (hours * HOUR + minutes * MINUTE);
}

function parseWallTime(wall: number): ParsedTime {
  const { real, candidates } = instantsOfWall(HELSINKI, wall);
  const [first] = real;
  if (first !== undefined && real.length === 1) return toParsedTime(first);
  const code = first === undefined ? 'time-missing' : 'time-doubled';
  return { ok: false, code, choices: candidates.map(toRfc3339) };
}

function toParsedTime(instant: Instant): ParsedTime {
  return instant >= 0 && instant <= LAST_INSTANT ? { ok: true, instant } : MALFORMED;
}

function midnight(wall: number): Instant {
  return wall - offsetAt(wall - 2 * HOUR);
}

function toWallClock(instant: Instant): Date {
  return new Date(instant + offsetAt(instant));
}

function offsetAt(instant: Instant): number {
  return HELSINKI.offsetAt(instant);
}
