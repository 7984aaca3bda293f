import { expect, test } from 'vitest';
import { ADMIN, API, BASE, NEWSROOM, openHarness, RELEASES } from './harness.ts';

test('a 503 has Retry-After', async () => {
  const { call, createNewsroom } = openHarness();
  await createNewsroom();
  const json = { email: 'aino@lehti.example', language: 'fi' };
  const asked = await call('POST', `${NEWSROOM}/subscriptions`, { json });
  expect([asked.status, asked.headers.get('retry-after')]).toEqual([503, '5']);
  const missing = await call('GET', `${NEWSROOM}/nothing`);
  expect([missing.status, missing.headers.get('retry-after')]).toEqual([404, null]);
});

test('a call with a former slug is redirected with 308, which keeps method and body', async () => {
  const { call, createNewsroom } = openHarness();
  const token = await createNewsroom();
  await call('PATCH', NEWSROOM, { token: ADMIN, json: { slug: 'satama' } });
  const json = { variants: { fi: { title: 'Luonnos' } } };
  const expected = `${BASE}${API}/satama/releases`;
  for (const [method, status] of [
    ['GET', 301],
    ['HEAD', 301],
    ['POST', 308],
  ] as const) {
    const sent = method === 'POST' ? { token, json } : { token };
    const moved = await call(method, RELEASES, sent);
    expect([method, moved.status, moved.headers.get('location')]).toEqual([method, status, expected]);
  }
  expect((await call('POST', `${API}/satama/releases`, { token, json })).status).toBe(201);
});
