import { expect, test } from 'vitest';
import { NOON, openHarness, RELEASES, VARIANTS } from './harness.ts';

const FEEDS = ['/fi/satamakaupunki/feed.rss', '/fi/feed.rss'];
const PUBLISHED = { state: 'published', variants: VARIANTS };

test('If-Modified-Since is ignored for a second in which a version was read and changed again', async () => {
  const { call, get, createNewsroom, moveTo } = openHarness();
  const token = await createNewsroom();
  const publish = () => call('POST', RELEASES, { token, json: PUBLISHED });
  await publish();
  const since = new Map<string, string>();
  for (const feed of FEEDS) since.set(feed, (await get(feed)).headers.get('last-modified') ?? '');
  for (const _ of [1, 2, 3]) await publish();
  for (const feed of FEEDS) {
    const asked = await get(feed, { 'If-Modified-Since': since.get(feed) ?? '' });
    expect([feed, asked.status, asked.headers.get('last-modified')]).toEqual([feed, 200, since.get(feed)]);
  }
  await moveTo(NOON + 1000);
  await publish();
  for (const feed of FEEDS) {
    const date = (await get(feed)).headers.get('last-modified') ?? '';
    expect(date).toBe('Tue, 10 Mar 2026 10:00:01 GMT');
    expect((await get(feed, { 'If-Modified-Since': date })).status).toBe(304);
    expect((await get(feed, { 'If-Modified-Since': since.get(feed) ?? '' })).status).toBe(200);
  }
});

test('the publication date is rounded down to the second', async () => {
  const { call, createNewsroom, moveTo } = openHarness();
  const token = await createNewsroom();
  await moveTo(NOON + 700);
  const { json } = await call('POST', RELEASES, { token, json: PUBLISHED });
  expect(json.publishAt).toBe('2026-03-10T12:00:00+02:00');
});
