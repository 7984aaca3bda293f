import type { Instant } from './instant.ts';

/** `month` counts from 0. Returns null when the day does not exist. */
export function utcDay(year: number, month: number, day: number): Instant | null {
  const date = new Date(Date.UTC(year, month, day));
  const isReal = date.getUTCFullYear() === year && date.getUTCMonth() === month && date.getUTCDate() === day;
  return isReal ? date.getTime() : null;
}

export function toUtcText(instant: Instant): string {
  return new Date(instant).toISOString();
}
