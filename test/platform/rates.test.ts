import { expect, test } from 'vitest';
import { openRateLimiter } from '../../src/platform/rates.ts';

const MINUTE = 60_000;

/** A rate limiter with a clock that the test moves. */
function openTimed(limits = { hub: 3, subscribe: 2 }) {
  let at = 1_000_000;
  const limiter = openRateLimiter({ limits, now: () => at });
  return {
    pass: (ms: number) => {
      at += ms;
    },
    async allowed(kind: 'hub' | 'subscribe', client: string, times: number): Promise<number> {
      const answers: boolean[] = [];
      for (let each = 0; each < times; each += 1) answers.push(await limiter.countRequest(kind, client));
      return answers.filter((answer) => answer).length;
    },
  };
}

test('a client has its limit in a minute, and again in the next', async () => {
  const { allowed, pass } = openTimed();
  expect(await allowed('hub', '203.0.113.9', 10)).toBe(3);
  pass(MINUTE - 1);
  expect(await allowed('hub', '203.0.113.9', 10)).toBe(0);
  pass(1);
  expect(await allowed('hub', '203.0.113.9', 10)).toBe(3);
});

test('clients and kinds are counted apart', async () => {
  const { allowed } = openTimed();
  expect(await allowed('hub', '203.0.113.9', 10)).toBe(3);
  expect(await allowed('hub', '203.0.113.8', 10)).toBe(3);
  expect(await allowed('subscribe', '203.0.113.9', 10)).toBe(2);
});

test('a clock that is set back shuts nobody out', async () => {
  const { allowed, pass } = openTimed();
  expect(await allowed('hub', '203.0.113.9', 3)).toBe(3);
  pass(-10 * MINUTE);
  expect(await allowed('hub', '203.0.113.9', 10)).toBe(3);
});

test('a flood of clients does not grow without end, and forgets the oldest first', async () => {
  const { allowed } = openTimed({ hub: 1, subscribe: 1 });
  expect(await allowed('hub', 'first', 1)).toBe(1);
  for (let n = 0; n < 50_000; n += 1) await allowed('hub', `client ${n}`, 1);
  expect(await allowed('hub', 'client 49999', 1)).toBe(0);
  expect(await allowed('hub', 'first', 1)).toBe(1);
});
