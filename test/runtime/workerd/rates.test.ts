import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { SILENT } from '../../../src/base/log.ts';
import { openRateLimiter } from '../../../src/platform/cloudflare/rates.ts';

/** `limits` are an operator's; the bindings are those of wrangler.toml. */
function openOverBindings(limits: { readonly hub: number; readonly subscribe: number }) {
  const bindings = { hub: env.HUB_RATE, subscribe: env.SUBSCRIBE_RATE };
  return openRateLimiter({ bindings, log: SILENT, limits, now: Date.now });
}

async function allowed(
  limiter: ReturnType<typeof openRateLimiter>,
  client: string,
  times: number,
): Promise<number> {
  let count = 0;
  for (let each = 0; each < times; each += 1)
    count += (await limiter.countRequest('subscribe', client)) ? 1 : 0;
  return count;
}

test('the limit of the operator is applied', async () => {
  expect(await allowed(openOverBindings({ hub: 9, subscribe: 4 }), '203.0.113.1', 10)).toBe(4);
});

test('the binding limits many isolates together', async () => {
  const isolates = Array.from({ length: 8 }, () => openOverBindings({ hub: 30, subscribe: 30 }));
  let count = 0;
  for (const isolate of isolates) count += await allowed(isolate, '203.0.113.2', 30);
  // The binding counts by minutes of the clock, and one may end in between.
  expect(count).toBeGreaterThanOrEqual(150);
  expect(count).toBeLessThan(240);
});

test('a failing binding refuses no request', async () => {
  const failing = { limit: () => Promise.reject(new Error('unavailable')) };
  const limiter = openRateLimiter({
    log: SILENT,
    bindings: { hub: failing, subscribe: failing },
    limits: { hub: 1, subscribe: 2 },
    now: Date.now,
  });
  expect(await allowed(limiter, '203.0.113.3', 5)).toBe(2);
});
