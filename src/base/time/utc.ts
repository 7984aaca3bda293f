import type { Instant } from './instant.ts';

/** Instants from calendar fields in UTC and back: what needs no zone. None of it looks at a clock. */

/** The instant of a day's midnight in UTC; `month` counts from 0. Null when there is no such day. */
export function utcDay(year: number, month: number, day: number): Instant | null {
  const date = new Date(Date.UTC(year, month, day));
  const isReal = date.getUTCFullYear() === year && date.getUTCMonth() === month && date.getUTCDate() === day;
  return isReal ? date.getTime() : null;
}

/** `2025-11-12T21:08:27.000Z`. @throws RangeError beyond what a date can be of (ECMA-262 section 21.4.1.1). */
export function toUtcText(instant: Instant): string {
  return new Date(instant).toISOString();
}
