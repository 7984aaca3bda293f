import { parseTime } from '../base/time/helsinki.ts';
import type { Instant } from '../base/time/instant.ts';
import { toUtcText, utcDay } from '../base/time/utc.ts';

/** Null where nothing was said. */
export type ReadDate = Instant | null | 'not-understood';

/** No date is longer; what is would only keep the patterns below busy. */
const LONGEST = 100;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * Hours east of UTC: the obsolete zones of RFC 5322 section 4.3, and the zone names that European feeds write. A name
 * that means several zones is none of them.
 */
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

const CLOCK = '(?<hour>\\d\\d?):(?<minute>\\d\\d)(?::(?<second>\\d\\d)(?:[.,]\\d+)?)?';
const OFFSET = '(?<sign>[+-])(?<hours>\\d\\d?)(?::?(?<minutes>\\d\\d))?';
const ZONE = `(?:(?:gmt|utc)?${OFFSET}|(?<zone>[a-z]{1,4}))`;
const MONTH = '(?<name>[a-z]{3,9})\\.?';
/** Whatever day a date claims to be: the date is clear without it. */
const WEEKDAY = '(?:[a-z]{2,9}\\.?,? +)?';

const FORMS = [
  // RFC 3339, and ISO 8601 as far as machines write it: `2025-11-12`, `2025-11-12 23:08:27.5 +0200`.
  `(?<year>\\d{4})-(?<month>\\d\\d)-(?<day>\\d\\d)(?:(?:t| +)${CLOCK} ?${ZONE}?)?`,
  '(?<year>\\d{4})(?<month>\\d\\d)(?<day>\\d\\d)t(?<hour>\\d\\d)(?<minute>\\d\\d)(?<second>\\d\\d)(?<zone>z)?',
  // RFC 5322 with what it calls obsolete: `12 Nov 25 21:08 EST`.
  `${WEEKDAY}(?<day>\\d\\d?)[ -]+${MONTH}[ -]+(?<year>\\d{2,4})(?:,? +${CLOCK} ?${ZONE}?)?`,
  // asctime, and Java's form of it with a zone: `Wed Nov 12 23:08:27 EET 2025`.
  `${WEEKDAY}${MONTH} +(?<day>\\d\\d?) +${CLOCK} +(?:${ZONE} +)?(?<year>\\d{4})`,
  // JavaScript's: `Wed Nov 12 2025 23:08:27 GMT+0200 (…)`.
  `${WEEKDAY}${MONTH} +(?<day>\\d\\d?),? +(?<year>\\d{4})(?:,? +${CLOCK} ?${ZONE}?)?`,
].map((form) => new RegExp(`^${form}$`, 'i'));

/** `12.11.2025 23:08`, as press services write it; some write the hour as Finns do, `23.08`. */
const DOTTED =
  /^(?<day>\d\d?)\.(?<month>\d\d?)\.(?<year>\d{4})(?:,? +(?:klo +|kl\.? +)?(?<hour>\d\d?)[:.](?<minute>\d\d)(?:[:.](?<second>\d\d))?(?: +(?<zone>eet|eest|utc|gmt))?)?$/i;

interface Reading {
  /** The clock's reading as if it were UTC. */
  readonly wall: number;
  /** Milliseconds east of UTC; null when the date does not say. */
  readonly offset: number | null;
}

/**
 * A date of a feed, to the second: RFC 5322 with its obsolete forms, RFC 3339 and what ISO 8601 adds, asctime. Without a
 * zone it is UTC, without a clock midnight. Only what Kaiku itself can say is understood: the years 1970 to 2999.
 */
export function readDate(text: string | null): ReadDate {
  const tidy = tidied(text);
  if (tidy === null) return null;
  const reading = readForm(tidy);
  return reading === null ? 'not-understood' : within(reading.wall - (reading.offset ?? 0));
}

/**
 * A date of a press service: `dd.MM.yyyy HH:mm[:ss]`, or any form of `readDate`; without a zone it is Helsinki's. An
 * archive cannot be asked which hour it meant, so a missing hour is read as the later of its readings (what a clock that
 * was not put forward would say) and a doubled one as the first.
 */
export function readHelsinkiDate(text: string | null): ReadDate {
  const tidy = tidied(text);
  if (tidy === null) return null;
  const dotted = DOTTED.exec(tidy)?.groups;
  const reading = dotted === undefined ? readForm(tidy) : readParts(dotted);
  if (reading === null) return 'not-understood';
  return reading.offset === null ? fromHelsinki(reading.wall) : within(reading.wall - reading.offset);
}

/** One space between words, comments (RFC 5322 section 3.2.2) left out; null when nothing is said, empty when too much. */
function tidied(text: string | null): string | null {
  const trimmed = (text ?? '').trim();
  if (trimmed === '') return null;
  if (trimmed.length > LONGEST) return '';
  return trimmed
    .replace(/\([^()]*\)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function readForm(text: string): Reading | null {
  for (const form of FORMS) {
    const parts = form.exec(text)?.groups;
    if (parts !== undefined) return readParts(parts);
  }
  return null;
}

function readParts(parts: { readonly [name: string]: string | undefined }): Reading | null {
  const year = fullYear(parts.year ?? '');
  const month = parts.month === undefined ? monthNamed(parts.name ?? '') : Number(parts.month) - 1;
  const wall = wallOf(year, month, Number(parts.day), [
    Number(parts.hour ?? 0),
    Number(parts.minute ?? 0),
    Number(parts.second ?? 0),
  ]);
  const offset = offsetOf(parts);
  return wall === null || offset === 'unknown' ? null : { wall, offset };
}

/** RFC 5322 section 4.3: two digits below 50 are of this century, all others and three digits count from 1900. */
function fullYear(digits: string): number {
  const year = Number(digits);
  if (digits.length === 4) return year;
  return digits.length === 2 && year < 50 ? 2000 + year : 1900 + year;
}

/** From 0; `Sept` and `September` are the same month. -1 when it is none. */
function monthNamed(name: string): number {
  return MONTHS.indexOf(name.slice(0, 3).toLowerCase());
}

/** Null when there is no such day or hour. `24:00` is the end of the day (ISO 8601), 60 a leap second. */
function wallOf(
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

function offsetOf(parts: { readonly [name: string]: string | undefined }): number | null | 'unknown' {
  const { sign, hours, minutes, zone } = parts;
  if (sign !== undefined) {
    const [h, m] = [Number(hours), Number(minutes ?? 0)];
    return h > 23 || m > 59 ? 'unknown' : (sign === '-' ? -1 : 1) * (h * HOUR + m * MINUTE);
  }
  if (zone === undefined) return null;
  const name = zone.toLowerCase();
  if (Object.hasOwn(ZONES, name)) return (ZONES[name] ?? 0) * HOUR;
  // Military letters were defined the wrong way round, so they tell nothing but UTC (RFC 5322 section 4.3).
  return name.length === 1 ? 0 : 'unknown';
}

function fromHelsinki(wall: number): ReadDate {
  const text = Number.isFinite(wall) ? toUtcText(wall).slice(0, 19) : '';
  const time = parseTime(text);
  if (time.ok) return time.instant;
  const [earlier, later] = time.choices ?? [];
  const choice = time.code === 'time-missing' ? later : earlier;
  return choice === undefined ? 'not-understood' : readDate(choice);
}

function within(instant: Instant): ReadDate {
  const isSayable = parseTime(`${toUtcText(instant).slice(0, 19)}Z`).ok;
  return isSayable ? instant : 'not-understood';
}
