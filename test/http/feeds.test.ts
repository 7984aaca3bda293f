import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ADMIN, BASE, NEWSROOM, NOON, openNewsroom, RELEASES } from './harness.ts';

const FEED = '/fi/satamakaupunki/feed';
const MEDIA_TYPES = [
  ['rss', 'application/rss+xml'],
  ['atom', 'application/atom+xml'],
  ['json', 'application/feed+json'],
] as const;

describe('an explicit feed', () => {
  test.each(MEDIA_TYPES)(
    'answers in %s whatever is accepted, cacheable by everyone',
    async (format, type) => {
      const { get } = await openNewsroom();
      const plain = await get(`${FEED}.${format}`);
      const picky = await get(`${FEED}.${format}?lang=sv&utm_source=x`, {
        Accept: 'text/html',
        'Accept-Language': 'sv',
      });
      expect(plain.status).toBe(200);
      expect(plain.headers.get('content-type')).toMatch(`${type}`);
      expect(plain.headers.get('content-language')).toBe('fi');
      expect(plain.headers.get('vary')).toBe('Accept-Encoding');
      expect(plain.headers.get('cache-control')).toMatch(/^public, max-age=\d+/);
      expect(plain.text).toContain('Uusi lauttalinja');
      expect(plain.text).not.toContain('färjelinje');
      expect(picky.text).toBe(plain.text);
    },
  );

  test('has the same content with another strong ETag in each encoding', async () => {
    const { app, get } = await openNewsroom();
    const plain = await get(`${FEED}.atom`);
    const tags = new Set([plain.headers.get('etag')]);
    for (const [coding, decode] of [
      ['gzip', gunzipSync],
      ['br', brotliDecompressSync],
    ] as const) {
      const coded = await app.request(`${FEED}.atom`, { headers: { 'Accept-Encoding': coding } });
      expect(coded.headers.get('content-encoding')).toBe(coding);
      expect(decode(new Uint8Array(await coded.arrayBuffer())).toString()).toBe(plain.text);
      tags.add(coded.headers.get('etag'));
    }
    expect(tags.size).toBe(3);
    expect([...tags].every((tag) => tag?.startsWith('"'))).toBe(true);
  });

  test('is 304 for a client that has it, with the headers that caches need', async () => {
    const { get, moveTo } = await openNewsroom();
    await moveTo(NOON + 60_000);
    const first = await get(`${FEED}.rss`);
    const etag = first.headers.get('etag') ?? '';
    for (const condition of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await get(`${FEED}.rss`, { 'If-None-Match': condition });
      expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
      expect(again.headers.get('vary')).toBe('Accept-Encoding');
      expect(again.headers.get('cache-control')).toBe(first.headers.get('cache-control'));
    }
    const since = first.headers.get('last-modified') ?? '';
    expect((await get(`${FEED}.rss`, { 'If-Modified-Since': since })).status).toBe(304);
    const both = { 'If-None-Match': '"other"', 'If-Modified-Since': since };
    expect((await get(`${FEED}.rss`, both)).status).toBe(200);
  });

  test('has another ETag after a publish', async () => {
    const { get, call, token } = await openNewsroom();
    const before = await get(`${FEED}.json`);
    const json = { state: 'published', variants: { fi: { title: 'Silta korjataan kesällä' } } };
    await call('POST', RELEASES, { token, json });
    const after = await get(`${FEED}.json`, { 'If-None-Match': before.headers.get('etag') ?? '' });
    expect(after.status).toBe(200);
    expect(after.text).toContain('Silta korjataan');
  });

  test('answers HEAD with the headers of GET and no body', async () => {
    const { get, call } = await openNewsroom();
    const [whole, head] = [await get(`${FEED}.rss`), await call('HEAD', `${FEED}.rss`)];
    expect([head.status, head.text]).toEqual([200, '']);
    for (const name of ['etag', 'content-type', 'cache-control', 'content-length']) {
      expect(head.headers.get(name)).toBe(whole.headers.get(name));
    }
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('refuses %s and says what it allows', async (method) => {
    const { call } = await openNewsroom();
    const refused = await call(method, `${FEED}.rss`);
    expect(refused.status).toBe(405);
    expect(refused.headers.get('allow')).toMatch(/GET, HEAD/);
  });

  test('also exists across newsrooms', async () => {
    const { get } = await openNewsroom();
    const feed = await get('/sv/feed.atom');
    expect([feed.status, feed.headers.get('content-language')]).toEqual([200, 'sv']);
    expect(feed.text).toContain('Ny färjelinje');
    expect(feed.text).not.toContain('lauttalinja avataan');
  });
});

test.each([
  ['/fi/satamakaupunki/keywords/liikenne/feed.json', 200, 1],
  ['/sv/satamakaupunki/keywords/trafik/feed.json', 200, 1],
  ['/fi/satamakaupunki/keywords/trafik/feed.json', 200, 0],
  ['/fi/satamakaupunki/keywords/tuntematon/feed.json', 200, 0],
  ['/fi/satamakaupunki/types/release/feed.json', 200, 1],
  ['/fi/satamakaupunki/types/bulletin/feed.json', 200, 0],
])('the cut %s is %i with %i entries', async (path, status, entries) => {
  const { get } = await openNewsroom();
  const feed = await get(path);
  expect([feed.status, Array.isArray(feed.json.items) && feed.json.items.length]).toEqual([status, entries]);
});

test.each([
  ['/fi/satamakaupunki/types/rumour/feed.rss'],
  ['/en/satamakaupunki/feed.rss'],
  ['/de/satamakaupunki/feed.rss'],
  ['/fi/tuntematon/feed.rss'],
  ['/fi/satamakaupunki/feed.xml'],
  ['/fi/satamakaupunki/feed.rss?archive=1'],
  ['/fi/satamakaupunki/feed.rss?archive=0'],
  ['/fi/satamakaupunki/feed.rss?archive=-1'],
  ['/fi/feed.rss?archive=x'],
  ['/feed.xml'],
  ['/tuntematon/feed'],
])('%s names no feed', async (path) => {
  const { get } = await openNewsroom();
  const absent = await get(path);
  expect(absent.status).toBe(404);
  expect(absent.headers.get('content-type')).toBe('application/problem+json');
  expect(absent.headers.get('cache-control')).not.toBeNull();
});

test.each([
  ['/fi/satamakaupunki/keywords/LIIKENNE/feed.rss?x=1', '/fi/satamakaupunki/keywords/liikenne/feed.rss'],
  [
    `/fi/satamakaupunki/keywords/${encodeURIComponent('a\u0308iti')}/feed.atom`,
    `/fi/satamakaupunki/keywords/${encodeURIComponent('äiti')}/feed.atom`,
  ],
])('the keyword of %s is brought into its canonical form', async (path, target) => {
  const { get } = await openNewsroom();
  const redirect = await get(path);
  expect([redirect.status, redirect.headers.get('location')]).toEqual([301, `${BASE}${target}`]);
});

test('a 404 is in the language of the address, whatever Accept-Language says', async () => {
  const { get } = await openNewsroom();
  for (const path of ['/en/satamakaupunki/feed.rss', '/en/tuntematon/feed.rss', '/en/feed.rss?archive=4']) {
    const absent = await get(path, { 'Accept-Language': 'sv' });
    expect([path, absent.status, absent.headers.get('content-language')]).toEqual([path, 404, 'en']);
    expect(absent.headers.get('vary')).toBeNull();
  }
});

test('a former slug redirects to the current one and is never given to another newsroom', async () => {
  const { get, call, createNewsroom } = await openNewsroom();
  const renamed = await call('PATCH', NEWSROOM, { token: ADMIN, json: { slug: 'merikaupunki' } });
  expect([renamed.status, renamed.json.slug]).toEqual([200, 'merikaupunki']);
  for (const [path, target] of [
    ['/fi/satamakaupunki/feed.rss?a=1', '/fi/merikaupunki/feed.rss'],
    ['/fi/satamakaupunki/keywords/liikenne/feed.rss', '/fi/merikaupunki/keywords/liikenne/feed.rss'],
    ['/fi/satamakaupunki', '/fi/merikaupunki'],
    ['/satamakaupunki/feed.atom', '/merikaupunki/feed.atom'],
    ['/satamakaupunki', '/merikaupunki'],
    [NEWSROOM, '/api/v1/newsrooms/merikaupunki'],
  ] as const) {
    const moved = await get(path);
    expect([path, moved.status, moved.headers.get('location')]).toEqual([path, 301, `${BASE}${target}`]);
  }
  expect(await createNewsroom()).toBe('undefined');
  expect((await get('/fi/merikaupunki/feed.rss')).text).toContain('Uusi lauttalinja');
});
