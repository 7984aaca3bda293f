import { parseTime } from '../base/time/helsinki.ts';
import type { Instant } from '../base/time/instant.ts';
import { toUtcText, utcDay } from '../base/time/utc.ts';
import { instantsOfWall, openZone, type TimeZone } from '../base/time/zone.ts';
import { monthNamed } from './months.ts';

export interface ReadDate {
  readonly instant: Instant;
  /** The zone in which a date without one was understood; null when it states its own. */
  readonly assumedZone: string | null;
}

export type ParsedDate = ReadDate | null | 'not-understood';

const MAX_LENGTH = 100;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Hours east of UTC (RFC 5322 section 4.3, and common European names). Ambiguous names are left out. */
const ZONES: { readonly [name: string]: number } = {
  ut: 0,
  utc: 0,
  gmt: 0,
  z: 0,
  wet: 0,
  west: 1,
  cet: 1,
  cest: 2,
  eet: 2,
  eest: 3,
  msk: 3,
  est: -5,
  edt: -4,
  cst: -6,
  cdt: -5,
  mst: -7,
  mdt: -6,
  pst: -8,
  pdt: -7,
};

const CLOCK =
  '(?<hour>\\d\\d?):(?<minute>\\d\\d)(?::(?<second>\\d\\d?)(?:[.,]\\d+)?)?(?: ?(?<half>[ap])\\.?m\\.?(?![a-z]))?';
/** Finnish and Swedish dates say `klo 9.05` and `kl. 9.05`. */
const NORDIC_CLOCK = '(?:klo|kl\\.?) ?(?<hour>\\d\\d?)[:.](?<minute>\\d\\d)(?:[:.](?<second>\\d\\d?))?';
const OFFSET = '(?<sign>[+-])(?<hours>\\d\\d?)(?::?(?<minutes>\\d\\d))?';
const ZONE = `(?:(?:gmt|utc)?${OFFSET}|(?<zone>[a-z]{1,4}))`;
const MONTH = '(?<name>\\p{L}{3,12})\\.?';
/** Whatever day it names: the date decides. */
const WEEKDAY = '(?:\\p{L}{2,14}(?:\\.?, *|\\.? +)(?:den +)?)?';

const PATTERNS = [
  // RFC 3339 and common ISO 8601: `2025-11-12`, `2025-11-12 23:08:27.5 +0200`; some write `2025/11/12`.
  `(?<year>\\d{4})(?<separator>[-/])(?<month>\\d\\d)\\k<separator>(?<day>\\d\\d)(?:(?:t| +)${CLOCK} ?${ZONE}?)?`,
  '(?<year>\\d{4})(?<month>\\d\\d)(?<day>\\d\\d)t(?<hour>\\d\\d)(?<minute>\\d\\d)(?<second>\\d\\d)(?<zone>z)?',
  // RFC 5322 with its obsolete forms: `12 Nov 25 21:08 EST`.
  `${WEEKDAY}(?<day>\\d\\d?)\\.?[ -]+${MONTH}[ -]+(?<year>\\d{2,4})(?:,? +${CLOCK} ?${ZONE}?)?`,
  `${WEEKDAY}(?<day>\\d\\d?)\\.? +${MONTH} +(?<year>\\d{4}),? +${NORDIC_CLOCK}(?: +${ZONE})?`,
  // asctime, and Java's form with a zone: `Wed Nov 12 23:08:27 EET 2025`.
  `${WEEKDAY}${MONTH} +(?<day>\\d\\d?) +${CLOCK} +(?:${ZONE} +)?(?<year>\\d{4})`,
  `${WEEKDAY}${MONTH} +(?<day>\\d\\d?),? +(?<year>\\d{4})(?:,? +${CLOCK} ?${ZONE}?)?`,
].map((form) => new RegExp(`^${form}$`, 'iu'));

/** Press services also write the time with a full stop, as in Finnish: `23.08`. */
const FINNISH_DATE =
  /^(?<day>\d\d?)\.(?<month>\d\d?)\.(?<year>\d{4})(?:,? +(?:klo +|kl\.? +)?(?<hour>\d\d?)[:.](?<minute>\d\d)(?:[:.](?<second>\d\d?))?(?: +(?<zone>eet|eest|utc|gmt))?)?$/i;

interface LocalTime {
  /** Milliseconds of the local time, as if it were UTC. */
  readonly millisAsUtc: number;
  /** Milliseconds east of UTC; null when the date has no zone. */
  readonly offset: number | null;
}

/**
 * Parses dates from 1970 to 2999, to the second. A date without a zone is in `zone` (UTC when it is null), one without a
 * time at midnight. When clocks change, a missing hour is read as winter time and a repeated hour as summer time.
 */
export function parseDate(text: string | null, zone: string | null = null): ParsedDate {
  const normalized = normalizedText(text);
  if (normalized === null) return null;
  return readDate(parseByPattern(normalized), zone ?? 'UTC');
}

/** Parses `dd.MM.yyyy HH:mm[:ss]` or any form of `parseDate`. Without a zone the date is in `zone`, else in Helsinki time. */
export function parsePressDate(text: string | null, zone: string | null = null): ParsedDate {
  const normalized = normalizedText(text);
  if (normalized === null) return null;
  const finnish = FINNISH_DATE.exec(normalized)?.groups;
  return readDate(
    finnish === undefined ? parseByPattern(normalized) : toLocalTime(finnish),
    zone ?? 'Europe/Helsinki',
  );
}

/** The instant of a date that was understood. */
export function instantOf(date: ReadDate | null): Instant | null {
  return date?.instant ?? null;
}

function readDate(localTime: LocalTime | null, zone: string): ParsedDate {
  if (localTime === null) return 'not-understood';
  const { millisAsUtc, offset } = localTime;
  return offset === null
    ? supportedDate(instantInZone(millisAsUtc, zone), zone)
    : supportedDate(millisAsUtc - offset, null);
}

const zones = new Map<string, TimeZone>();
const MAX_OPEN_ZONES = 50;

function instantInZone(millisAsUtc: number, name: string): Instant {
  const zone = zones.get(name) ?? openZone(name);
  if (zones.size >= MAX_OPEN_ZONES) zones.clear();
  zones.set(name, zone);
  const { real, candidates } = instantsOfWall(zone, millisAsUtc);
  return real[0] ?? Math.max(...candidates);
}

function supportedDate(instant: Instant, assumedZone: string | null): ParsedDate {
  const isSupported = Number.isFinite(instant) && parseTime(`${toUtcText(instant).slice(0, 19)}Z`).ok;
  return isSupported ? { instant, assumedZone } : 'not-understood';
}

/** Removes comments (RFC 5322 section 3.2.2). Null when `text` is empty, `''` when it is too long. */
function normalizedText(text: string | null): string | null {
  const trimmed = (text ?? '').trim();
  if (trimmed === '') return null;
  if (trimmed.length > MAX_LENGTH) return '';
  return trimmed
    .normalize('NFC')
    .replace(/\([^()]*\)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function parseByPattern(text: string): LocalTime | null {
  for (const pattern of PATTERNS) {
    const fields = pattern.exec(text)?.groups;
    if (fields !== undefined) return toLocalTime(fields);
  }
  return null;
}

function toLocalTime(fields: { readonly [name: string]: string | undefined }): LocalTime | null {
  const year = fullYear(fields.year ?? '');
  const month = fields.month === undefined ? monthNamed(fields.name ?? '') : Number(fields.month) - 1;
  const hour = hourOf(Number(fields.hour ?? 0), fields.half?.toLowerCase());
  const offset = offsetOf(fields);
  if (month === null || hour === null || offset === 'unknown') return null;
  const millisAsUtc = millisAsUtcOf(year, month, Number(fields.day), [
    hour,
    Number(fields.minute ?? 0),
    Number(fields.second ?? 0),
  ]);
  return millisAsUtc === null ? null : { millisAsUtc, offset };
}

/** Only the hours 1 to 12 are told apart by AM and PM, so others are not understood. */
function hourOf(hour: number, half: string | undefined): number | null {
  if (half === undefined) return hour;
  return hour < 1 || hour > 12 ? null : (hour % 12) + (half === 'p' ? 12 : 0);
}

/** RFC 5322 section 4.3: two digits below 50 mean 20xx; all others, and three digits, count from 1900. */
function fullYear(digits: string): number {
  const year = Number(digits);
  if (digits.length === 4) return year;
  return digits.length === 2 && year < 50 ? 2000 + year : 1900 + year;
}

/** Null when there is no such day or time. `24:00` is the end of the day (ISO 8601), 60 is a leap second. */
function millisAsUtcOf(
  year: number,
  month: number,
  day: number,
  [hour, minute, second]: readonly [number, number, number],
): number | null {
  const isEnd = hour === 24 && minute === 0 && second === 0;
  if ((hour > 23 && !isEnd) || minute > 59 || second > 60) return null;
  const midnight = utcDay(year, month, day);
  return midnight === null ? null : midnight + hour * HOUR + minute * MINUTE + second * SECOND;
}

function offsetOf(fields: { readonly [name: string]: string | undefined }): number | null | 'unknown' {
  const { sign, hours, minutes, zone } = fields;
  if (sign !== undefined) {
    const [h, m] = [Number(hours), Number(minutes ?? 0)];
    return h > 23 || m > 59 ? 'unknown' : (sign === '-' ? -1 : 1) * (h * HOUR + m * MINUTE);
  }
  if (zone === undefined) return null;
  const name = zone.toLowerCase();
  if (Object.hasOwn(ZONES, name)) return (ZONES[name] ?? 0) * HOUR;
  // Military letters were defined with the wrong sign, so they mean UTC (RFC 5322 section 4.3).
  return name.length === 1 ? 0 : 'unknown';
}
