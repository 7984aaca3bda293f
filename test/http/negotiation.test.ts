import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BASE, openNewsroom } from './harness.ts';

describe('a negotiated address', () => {
  test.each([
    ['/satamakaupunki/feed', {}, '/fi/satamakaupunki/feed.rss'],
    ['/satamakaupunki/feed', { 'Accept-Language': 'sv-FI' }, '/sv/satamakaupunki/feed.rss'],
    ['/satamakaupunki/feed', { 'Accept-Language': 'en, sv;q=0.1' }, '/sv/satamakaupunki/feed.rss'],
    ['/satamakaupunki/feed', { 'Accept-Language': 'fi;q=0, sv;q=0' }, '/fi/satamakaupunki/feed.rss'],
    ['/satamakaupunki/feed', { 'Accept-Language': '*, sv;q=0.5' }, '/sv/satamakaupunki/feed.rss'],
    ['/satamakaupunki/feed', { 'Accept-Language': ';;;q=, ,=' }, '/fi/satamakaupunki/feed.rss'],
    ['/satamakaupunki/feed?lang=sv', { 'Accept-Language': 'fi' }, '/sv/satamakaupunki/feed.rss'],
    ['/satamakaupunki/feed?lang=xx', { 'Accept-Language': 'sv' }, '/sv/satamakaupunki/feed.rss'],
    ['/satamakaupunki/feed', { Accept: 'application/json' }, '/fi/satamakaupunki/feed.json'],
    ['/satamakaupunki/feed', { Accept: 'application/atom+xml' }, '/fi/satamakaupunki/feed.atom'],
    ['/satamakaupunki/feed', { Accept: 'text/xml' }, '/fi/satamakaupunki/feed.rss'],
    ['/satamakaupunki/feed', { Accept: 'image/png' }, '/fi/satamakaupunki/feed.rss'],
    [
      '/satamakaupunki/feed',
      { Accept: 'application/xml;q=0.9, application/feed+json;q=0.8, application/rss+xml;q=0.1' },
      '/fi/satamakaupunki/feed.json',
    ],
    ['/feed', { 'Accept-Language': 'de' }, '/fi/feed.rss'],
    ['/feed', { 'Accept-Language': 'en-GB' }, '/en/feed.rss'],
  ])('%s with %j leads to %s', async (path, headers, target) => {
    const { get } = await openNewsroom();
    const redirect = await get(path, headers);
    expect([redirect.status, redirect.headers.get('location')]).toEqual([302, `${BASE}${target}`]);
    expect(redirect.headers.get('vary')).toBe('Accept-Language, Accept');
    expect(redirect.headers.get('cache-control')).toBe('no-cache');
    expect(redirect.headers.get('cloudflare-cdn-cache-control')).toBe('no-store');
  });

  test.each([
    ['/satamakaupunki/feed.atom?x=1', '/sv/satamakaupunki/feed.atom'],
    ['/feed.json', '/sv/feed.json'],
    ['/', '/sv/'],
    ['/satamakaupunki', '/sv/satamakaupunki'],
    ['/satamakaupunki/1', '/sv/satamakaupunki/1/ny-farjelinje-oppnas-i-maj'],
  ])('%s varies by language alone and leads to %s', async (path, target) => {
    const { get } = await openNewsroom();
    const redirect = await get(path, { 'Accept-Language': 'sv', Host: 'evil.example' });
    expect([redirect.status, redirect.headers.get('location')]).toEqual([302, `${BASE}${target}`]);
    expect(redirect.headers.get('vary')).toBe('Accept-Language');
    expect(redirect.headers.get('cache-control')).toBe('no-cache');
  });
});

const HEADERS = [
  'accept',
  'accept-language',
  'accept-encoding',
  'authorization',
  'if-match',
  'if-none-match',
  'if-modified-since',
  'idempotency-key',
  'content-type',
] as const;
const PATHS = [
  '/feed',
  '/satamakaupunki/feed',
  '/fi/satamakaupunki/feed.rss',
  '/satamakaupunki/1',
  '/api/v1/newsrooms/satamakaupunki/releases',
] as const;
/** Characters of a header value (RFC 9110 section 5.5). */
const value = fc.string({
  unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)),
});

test('no malformed header causes an error', async () => {
  const { app } = await openNewsroom();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...PATHS),
      fc.constantFrom(...HEADERS),
      value,
      async (path, name, text) => {
        const response = await app.request(path, { headers: { [name]: text } });
        expect(response.status).toBeLessThan(500);
        expect(response.headers.get('cache-control')).not.toBeNull();
      },
    ),
    { numRuns: 150 },
  );
});

test('no malformed address, method or body causes a server error', async () => {
  const { app, token } = await openNewsroom();
  const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PATCH', 'DELETE', 'OPTIONS', 'PUT');
  const places = [
    '/',
    '/fi/satamakaupunki/',
    '/satamakaupunki/',
    '/api/v1/newsrooms/satamakaupunki/',
    '/fi/',
  ];
  await fc.assert(
    fc.asyncProperty(
      ...([fc.constantFrom(...places), fc.string({ unit: 'binary' }), method, fc.uint8Array()] as const),
      async (place, rest, verb, bytes) => {
        const url = new URL(place + rest.replace(/^\/+/, ''), 'https://tiedotteet.example');
        const markRead = verb === 'GET' || verb === 'HEAD';
        const response = await app.request(
          new Request(url, {
            method: verb,
            headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
            ...(!markRead && { body: bytes }),
          }),
        );
        expect(response.status).toBeLessThan(500);
      },
    ),
    { numRuns: 250 },
  );
});

test.each([
  '/%',
  '/fi/%ff/feed.rss',
  '/fi/satamakaupunki/keywords/%E0%A4%A/feed.rss',
  '//',
  '/%00',
  '/fi//feed.rss',
])('the address %s names nothing', async (path) => {
  const { app } = await openNewsroom();
  const response = await app.request(`${BASE}${path}`);
  expect(response.status).toBe(404);
});
