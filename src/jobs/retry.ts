import type { Instant } from '../base/time/instant.ts';

const SECOND = 1000;
const HOUR = 60 * 60 * SECOND;
const DAY = 24 * HOUR;

/** In milliseconds. */
export const RETRY_POLICY = {
  /** Varies by a quarter in both directions. */
  firstDelay: SECOND,
  maxDelay: HOUR,
  /** Longest Retry-After that is followed (RFC 9110 section 10.2.3). */
  maxRetryAfter: DAY,
  duration: 3 * DAY,
} as const;

export interface FailedAttempt {
  readonly now: Instant;
  readonly firstAt: Instant;
  readonly attempts: number;
  /** Milliseconds; null when the receiver sent no Retry-After. */
  readonly retryAfter: number | null;
  readonly random: number;
}

/** Null when no attempt is left. The jitter keeps receivers that failed together from being called together again. */
export function nextAttempt({ now, firstAt, attempts, retryAfter, random }: FailedAttempt): Instant | null {
  const end = firstAt + RETRY_POLICY.duration;
  if (now >= end) return null;
  const requested = Math.min(retryAfter ?? 0, RETRY_POLICY.maxRetryAfter);
  return Math.min(now + Math.max(backoff(attempts, random), requested), end);
}

function backoff(attempts: number, random: number): number {
  if (attempts <= 1) return Math.round(RETRY_POLICY.firstDelay * (0.75 + random / 2));
  const delay = Math.min(RETRY_POLICY.firstDelay * 2 ** Math.min(attempts - 1, 20), RETRY_POLICY.maxDelay);
  return Math.round(delay * (0.5 + random / 2));
}
