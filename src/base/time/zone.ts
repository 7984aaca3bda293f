import { IANAZone } from 'luxon';
import type { Instant } from './instant.ts';

/** Only luxon's zones are used: its parser silently moves a missing hour and picks one of a doubled pair. */
export interface TimeZone {
  /** Milliseconds east of UTC. */
  readonly offsetAt: (instant: Instant) => number;
}

const MINUTE = 60_000;
/** Offsets change at full, half or quarter hours. */
const QUARTER = 15 * MINUTE;
const DAY = 24 * 60 * MINUTE;

/** Intl also takes offsets such as `+02:00`, which are no names. */
const NAME = /^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/;

/** Whether `name` is in the tz database of this platform, such as `Europe/Helsinki`. */
export function isTimeZone(name: string): boolean {
  return NAME.test(name) && IANAZone.isValidZone(name);
}

/** Intl is slow, so offsets are cached. */
const MAX_CACHED_OFFSETS = 10_000;

/** `name` must be a time zone: see `isTimeZone`. */
export function openZone(name: string): TimeZone {
  const zone = IANAZone.create(name);
  const offsets = new Map<number, number>();
  return {
    offsetAt(instant) {
      const quarter = Math.floor(instant / QUARTER);
      const cached = offsets.get(quarter);
      if (cached !== undefined) return cached;
      const offset = zone.offset(quarter * QUARTER) * MINUTE;
      if (offsets.size >= MAX_CACHED_OFFSETS) offsets.clear();
      offsets.set(quarter, offset);
      return offset;
    },
  };
}

export interface WallTimes {
  /** The instants at which clocks show `wall`, the earliest first. None in an hour that is skipped, two in one that is repeated. */
  readonly real: readonly Instant[];
  /** `wall` with the offset of the day before and that of the day after, the earliest instant first. */
  readonly candidates: readonly Instant[];
}

/** `wall` is the local time in milliseconds as if it were UTC. */
export function instantsOfWall(zone: TimeZone, wall: number): WallTimes {
  const offsets = new Set([zone.offsetAt(wall - DAY), zone.offsetAt(wall + DAY)]);
  const candidates = [...offsets].map((offset) => wall - offset).sort((a, b) => a - b);
  return { candidates, real: candidates.filter((instant) => instant + zone.offsetAt(instant) === wall) };
}
