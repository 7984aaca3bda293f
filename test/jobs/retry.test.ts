import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextAttempt, RETRY } from '../../src/jobs/retry.ts';

const START = Date.UTC(2026, 2, 10, 10);
const HOUR = 60 * 60 * 1000;
const failed = { now: START, firstAt: START, attempts: 1, retryAfter: null, random: 0.5 };

/** Every wait of a delivery that always fails, in milliseconds. */
function waits(random: number): number[] {
  const found: number[] = [];
  let now = START;
  for (let attempts = 1; ; attempts += 1) {
    const next = nextAttempt({ ...failed, now, attempts, random });
    if (next === null) return found;
    found.push(next - now);
    now = next;
  }
}

test('the first retry comes after about a second, the following ones wait twice as long each time, an hour at most', () => {
  expect(waits(0.5).slice(0, 4)).toEqual([1000, 1500, 3000, 6000]);
  expect(nextAttempt({ ...failed, random: 0 })).toBe(START + 750);
  expect(nextAttempt({ ...failed, random: 0.999 })).toBe(START + 1250);
  expect(Math.max(...waits(0.999))).toBeLessThanOrEqual(HOUR);
});

test('it is tried for three days, the last time at their end', () => {
  for (const random of [0, 0.5, 0.999]) {
    const all = waits(random);
    expect(all.reduce((sum, wait) => sum + wait, 0)).toBe(RETRY.total);
    expect(all.length).toBeGreaterThan(72);
    expect(all.length).toBeLessThan(200);
  }
});

test('a receiver may ask for more patience, but not for more than a day nor beyond the third', () => {
  expect(nextAttempt({ ...failed, retryAfter: 2 * HOUR })).toBe(START + 2 * HOUR);
  expect(nextAttempt({ ...failed, retryAfter: 0 })).toBe(START + 1000);
  expect(nextAttempt({ ...failed, retryAfter: 1e15 })).toBe(START + 24 * HOUR);
  const now = START + 71 * HOUR;
  expect(nextAttempt({ ...failed, now, attempts: 80, retryAfter: 1e15 })).toBe(START + 72 * HOUR);
});

test('whatever was tried, the next attempt is ahead and within the three days, or there is none', () => {
  fc.assert(
    fc.property(
      fc.nat(4 * 24 * HOUR),
      fc.integer({ min: 1, max: 100_000 }),
      fc.option(fc.maxSafeNat()),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (since, attempts, retryAfter, random) => {
        const now = START + since;
        const next = nextAttempt({ now, firstAt: START, attempts, retryAfter, random });
        if (since >= RETRY.total) return next === null;
        return next !== null && Number.isInteger(next) && next > now && next <= START + RETRY.total;
      },
    ),
  );
  expect(nextAttempt({ ...failed, now: START + RETRY.total })).toBeNull();
});
