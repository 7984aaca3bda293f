import { expect, test } from 'vitest';
import { API, openHarness, RELEASES, VARIANTS } from './harness.ts';

const FEED = '/fi/satamakaupunki/feed.rss';
const PUBLISHED = { state: 'published', variants: VARIANTS };

test('a change in the same second as a change that was read is visible to If-Modified-Since', async () => {
  const { call, get, createNewsroom } = openHarness();
  const token = await createNewsroom();
  await call('POST', RELEASES, { token, json: PUBLISHED });
  const since = (await get(FEED)).headers.get('last-modified') ?? '';
  await call('POST', RELEASES, { token, json: PUBLISHED });
  const second = await get(FEED, { 'If-Modified-Since': since });
  expect([second.status, second.headers.get('last-modified')]).toEqual([200, since]);
  const etag = second.headers.get('etag') ?? '';
  expect((await get(FEED, { 'If-None-Match': etag, 'If-Modified-Since': since })).status).toBe(304);
});

test('changes in one second without a read between them have a date that If-Modified-Since may use', async () => {
  const { call, get, createNewsroom } = openHarness();
  const token = await createNewsroom();
  for (let n = 0; n < 5; n += 1) await call('POST', RELEASES, { token, json: PUBLISHED });
  for (const address of [FEED, '/fi/feed.rss']) {
    const since = (await get(address)).headers.get('last-modified') ?? '';
    expect(since).toBe('Tue, 10 Mar 2026 10:00:00 GMT');
    expect((await get(address, { 'If-Modified-Since': since })).status).toBe(304);
  }
});

test('a publish validates its body before its precondition', async () => {
  const { call, createNewsroom } = openHarness();
  const token = await createNewsroom();
  await call('POST', RELEASES, { token, json: { variants: VARIANTS } });
  const publish = `${RELEASES}/1/publish`;
  expect((await call('POST', publish, { token, json: '{bad' })).status).toBe(400);
  expect((await call('POST', publish, { token, json: {} })).status).toBe(428);
  const headers = { 'If-Match': '"1"' };
  const refused = await call('POST', publish, { token, headers, json: { foo: 1 } });
  expect([refused.status, refused.json.errors]).toEqual([
    422,
    [{ pointer: '/foo', detail: expect.any(String) }],
  ]);
  expect((await call('POST', publish, { token, headers })).status).toBe(200);
});

test('a restored newsroom has its withdrawals in the feeds across newsrooms', async () => {
  const from = openHarness();
  const token = await from.createNewsroom();
  await from.call('POST', RELEASES, { token, json: PUBLISHED });
  const headers = { 'If-Match': '"1"' };
  await from.call('POST', `${RELEASES}/1/withdraw`, { token, headers, json: { reason: 'Virhe' } });
  const exported = await from.call('GET', `${API}/satamakaupunki/export`, { token });

  const to = openHarness();
  const other = await to.createNewsroom();
  const restored = await to.call('POST', `${API}/satamakaupunki/restore`, {
    token: other,
    json: exported.text,
  });
  expect(restored.status).toBe(200);
  for (const address of ['/fi/feed.atom', '/sv/satamakaupunki/feed.atom']) {
    expect((await to.get(address)).text.match(/<at:deleted-entry[^>]*>/)?.[0]).toBe(
      (await from.get(address)).text.match(/<at:deleted-entry[^>]*>/)?.[0],
    );
    expect((await to.get(address)).text).toContain('<at:deleted-entry');
  }
});
