import { afterEach, expect, test } from 'vitest';
import { NOON, openNewsroom } from '../../http/harness.ts';
import { closeServers, openBehindCache } from './behind-cache.ts';

const FEED = '/fi/satamakaupunki/feed.rss';
const HOST = 'Host: tiedotteet.example';

afterEach(closeServers);

/** A newsroom whose feed is in the response cache. */
async function openKept() {
  const harness = await openNewsroom();
  await harness.moveTo(NOON + 60_000);
  const front = await openBehindCache(harness);
  for (const _ of [1, 2]) await front.get(FEED);
  return { ...harness, ...front };
}

test('a plain GET is answered without the application, whatever its other headers are', async () => {
  const { get } = await openKept();
  for (const headers of [
    [],
    ['User-Agent: lukija/1.0'],
    ['Cookie: a=b', 'Accept: text/html'],
    ['Range: bytes=0-3'],
  ]) {
    const said = await get(FEED, ...headers);
    expect([said.status, said.byApplication]).toEqual([200, false]);
    expect(said.body).toContain('Uusi lauttalinja avataan toukokuussa');
  }
});

test('a HEAD is answered without the application, like a GET but without a body', async () => {
  const { get, say } = await openKept();
  const whole = await get(FEED);
  const head = await say([`HEAD ${FEED} HTTP/1.1`, HOST]);
  expect([head.status, head.byApplication, head.body]).toEqual([200, false, '']);
  const { date: _then, ...expected } = whole.headers;
  expect(head.headers).toMatchObject(expected);
  expect(Number(head.headers['content-length'])).toBe(Buffer.byteLength(whole.body));
});

test('a HEAD with a current ETag is answered with 304 without the application', async () => {
  const { get, say } = await openKept();
  const etag = `If-None-Match: ${(await get(FEED)).headers.etag}`;
  for (const method of ['GET', 'HEAD']) {
    const said = await say([`${method} ${FEED} HTTP/1.1`, HOST, etag]);
    expect([method, said.status, said.byApplication, said.body]).toEqual([method, 304, false, '']);
  }
});

test.each([
  ['of a stated length', ['Content-Length: 5'], 'rivi!'],
  ['of no length', ['Content-Length: 0'], ''],
  ['in chunks', ['Transfer-Encoding: chunked'], '5\r\nrivi!\r\n0\r\n\r\n'],
  ['of no chunk', ['Transfer-Encoding: chunked'], '0\r\n\r\n'],
])('the application answers a GET or HEAD with a body %s', async (_, headers, body) => {
  const { say } = await openKept();
  for (const method of ['GET', 'HEAD']) {
    const said = await say([`${method} ${FEED} HTTP/1.1`, HOST, ...headers], body);
    expect([method, said.byApplication]).toEqual([method, true]);
  }
});

test.each(['Authorization: Bearer kaiku_1_a_b', 'Authorization: Basic YTpi', 'Authorization:'])(
  'a request with %s is the application’s to answer, and is private',
  async (authorization) => {
    const { say } = await openKept();
    for (const method of ['GET', 'HEAD']) {
      const said = await say([`${method} ${FEED} HTTP/1.1`, HOST, authorization]);
      expect([method, said.byApplication]).toEqual([method, true]);
      expect(said.headers['cache-control']).toBe('private, no-store, no-transform');
    }
  },
);

test('an answer to a request with a token is not given to other clients', async () => {
  const harness = await openNewsroom();
  await harness.moveTo(NOON + 60_000);
  const { get } = await openBehindCache(harness);
  const authorization = `Authorization: Bearer ${harness.token}`;
  for (const _ of [1, 2, 3]) expect((await get(FEED, authorization)).byApplication).toBe(true);
  const first = await get(FEED);
  expect([first.byApplication, first.headers['cache-control']]).toEqual([
    true,
    expect.stringMatching(/^public, /),
  ]);
});

test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])(
  'a %s is the application’s to answer',
  async (method) => {
    const { say } = await openKept();
    const said = await say([`${method} ${FEED} HTTP/1.1`, HOST]);
    expect([said.byApplication, said.status]).toEqual([true, method === 'OPTIONS' ? 204 : 405]);
  },
);

test.each([
  'TIEDOTTEET.EXAMPLE',
  '[::1]',
  'a@b',
  'a/b',
  'a?b',
  'a#b',
  'tiedotteet.example:99999',
  'a:0',
  'a b',
  '',
])(
  'the application answers a request for the host "%s", and the cached answers of other hosts stay',
  async (host) => {
    const { get, say } = await openKept();
    const said = await say([`GET ${FEED} HTTP/1.1`, `Host: ${host}`]);
    expect(said.byApplication).toBe(true);
    expect((await get(FEED)).byApplication).toBe(false);
  },
);

test.each(['tiedotteet.example', 'localhost', 'localhost:8787', '127.0.0.1:8080', 'uutiset_1.example:54321'])(
  'a host that is plain, such as %s, is answered without the application',
  async (host) => {
    const { say } = await openKept();
    const said = await say([`GET ${FEED} HTTP/1.1`, `Host: ${host}`]);
    expect([said.status, said.byApplication]).toEqual([200, false]);
  },
);

test.each([`${FEED}?`, `${FEED}?a=b`, `/.${FEED}`, `/${FEED}`, `http://tiedotteet.example${FEED}`])(
  'the feed at %s, which is another address, is the application’s to answer',
  async (target) => {
    const { get, say } = await openKept();
    expect((await say([`GET ${target} HTTP/1.1`, HOST])).byApplication).toBe(true);
    expect((await get(FEED)).byApplication).toBe(false);
  },
);

test('the application answers the first request for a content coding, and the cache the next one', async () => {
  const { get } = await openKept();
  for (const coding of ['gzip', 'br']) {
    const accepting = `Accept-Encoding: ${coding}`;
    const said = [await get(FEED, accepting), await get(FEED, accepting), await get(FEED)];
    expect(said.map(({ byApplication }) => byApplication)).toEqual([true, false, false]);
    expect(said.map(({ headers }) => headers['content-encoding'])).toEqual([coding, coding, undefined]);
  }
});
