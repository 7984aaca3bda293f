import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextAttempt, RETRY_POLICY } from '../../src/jobs/retry.ts';

const START = Date.UTC(2026, 2, 10, 10);
const HOUR = 60 * 60 * 1000;
const failed = { now: START, firstAt: START, attempts: 1, retryAfter: null, random: 0.5 };

/** The waits of a delivery that always fails, in milliseconds. */
function waits(random: number): number[] {
  const delays: number[] = [];
  let now = START;
  for (let attempts = 1; ; attempts += 1) {
    const next = nextAttempt({ ...failed, now, attempts, random });
    if (next === null) return delays;
    delays.push(next - now);
    now = next;
  }
}

test('the first retry is after about a second, and each further wait doubles up to an hour', () => {
  expect(waits(0.5).slice(0, 4)).toEqual([1000, 1500, 3000, 6000]);
  expect(nextAttempt({ ...failed, random: 0 })).toBe(START + 750);
  expect(nextAttempt({ ...failed, random: 0.999 })).toBe(START + 1250);
  expect(Math.max(...waits(0.999))).toBeLessThanOrEqual(HOUR);
});

test('the last attempt is exactly at the end of three days', () => {
  for (const random of [0, 0.5, 0.999]) {
    const all = waits(random);
    expect(all.reduce((sum, wait) => sum + wait, 0)).toBe(RETRY_POLICY.duration);
    expect(all.length).toBeGreaterThan(72);
    expect(all.length).toBeLessThan(200);
  }
});

test('a Retry-After is followed up to one day and up to the end of the three days', () => {
  expect(nextAttempt({ ...failed, retryAfter: 2 * HOUR })).toBe(START + 2 * HOUR);
  expect(nextAttempt({ ...failed, retryAfter: 0 })).toBe(START + 1000);
  expect(nextAttempt({ ...failed, retryAfter: 1e15 })).toBe(START + 24 * HOUR);
  const now = START + 71 * HOUR;
  expect(nextAttempt({ ...failed, now, attempts: 80, retryAfter: 1e15 })).toBe(START + 72 * HOUR);
});

test('the next attempt is always in the future and within the three days, or null', () => {
  fc.assert(
    fc.property(
      fc.nat(4 * 24 * HOUR),
      fc.integer({ min: 1, max: 100_000 }),
      fc.option(fc.maxSafeNat()),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (since, attempts, retryAfter, random) => {
        const now = START + since;
        const next = nextAttempt({ now, firstAt: START, attempts, retryAfter, random });
        if (since >= RETRY_POLICY.duration) return next === null;
        return next !== null && Number.isInteger(next) && next > now && next <= START + RETRY_POLICY.duration;
      },
    ),
  );
  expect(nextAttempt({ ...failed, now: START + RETRY_POLICY.duration })).toBeNull();
});
