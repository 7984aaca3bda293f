import type { Instant } from '../base/time/instant.ts';

const SECOND = 1000;
const HOUR = 60 * 60 * SECOND;
const DAY = 24 * HOUR;

/** How long what could not be delivered is tried again, in milliseconds. */
export const RETRY = {
  /** Before the first retry, give or take a quarter. */
  first: SECOND,
  /** Between any two attempts. */
  longest: HOUR,
  /** A receiver may ask for this much patience (RFC 9110 section 10.2.3). */
  longestAsked: DAY,
  /** From the first attempt to the last. */
  total: 3 * DAY,
} as const;

export interface Attempted {
  readonly now: Instant;
  readonly firstAt: Instant;
  /** How many attempts have been made, at least one. */
  readonly attempts: number;
  /** What the receiver asked for, in milliseconds; null when it said nothing. */
  readonly retryAfter: number | null;
  /** At least 0, less than 1. */
  readonly random: number;
}

/**
 * When the next attempt is due, null when there is none. The waits double, and are spread over the half below their
 * length so that receivers that failed together are not met together again. The last attempt is at the very end.
 */
export function nextAttempt({ now, firstAt, attempts, retryAfter, random }: Attempted): Instant | null {
  const end = firstAt + RETRY.total;
  if (now >= end) return null;
  const asked = Math.min(retryAfter ?? 0, RETRY.longestAsked);
  return Math.min(now + Math.max(wait(attempts, random), asked), end);
}

function wait(attempts: number, random: number): number {
  if (attempts <= 1) return Math.round(RETRY.first * (0.75 + random / 2));
  // Beyond 2^20 seconds the length has long been cut.
  const length = Math.min(RETRY.first * 2 ** Math.min(attempts - 1, 20), RETRY.longest);
  return Math.round(length * (0.5 + random / 2));
}
