import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { connect } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { afterEach, expect, test } from 'vitest';
import { SILENT } from '../../../src/base/log.ts';
import { createApp } from '../../../src/http/app.ts';
import { RESPONSE_CACHE_LIMITS, ResponseCache } from '../../../src/http/response-cache.ts';
import { openLog } from '../../../src/platform/log.ts';
import { withResponseCache } from '../../../src/platform/node/cached-responses.ts';
import {
  ADMIN,
  API,
  type Harness,
  NEWSROOM,
  NOON,
  openHarness,
  RELEASES,
  VARIANTS,
} from '../../http/harness.ts';

const FEED = '/fi/satamakaupunki/feed.rss';
const FEEDS = [
  ...['rss', 'atom', 'json'].flatMap((format) => [
    `/fi/satamakaupunki/feed.${format}`,
    `/sv/satamakaupunki/feed.${format}`,
    `/fi/feed.${format}`,
  ]),
  '/fi/satamakaupunki/keywords/liikenne/feed.rss',
  '/fi/satamakaupunki/keywords/s%C3%A4%C3%A4/feed.atom',
  '/fi/satamakaupunki/types/bulletin/feed.json',
];
const CODINGS = ['identity', 'gzip', 'br'];
const HOST = 'Host: tiedotteet.example';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.closeAllConnections();
});

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : 0;
}

interface Said {
  readonly status: string;
  /** Without `Date`, which depends on the clock. */
  readonly headers: readonly string[];
  readonly body: string;
}

/** Sends a raw request and reads the raw answer. */
async function say(port: number, lines: readonly string[], body = ''): Promise<Said> {
  const socket = connect(port, '127.0.0.1');
  const parts: Buffer[] = [];
  socket.on('data', (part) => parts.push(part));
  socket.write(`${[...lines, 'Connection: close'].join('\r\n')}\r\n\r\n${body}`);
  await once(socket, 'close');
  const text = Buffer.concat(parts).toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  const [status = '', ...headers] = text.slice(0, end).split('\r\n');
  const named = headers.map((line) => line.replace(/^[^:]*/, (name) => name.toLowerCase()));
  return {
    status,
    headers: named.filter((line) => !line.startsWith('date:')).sort(),
    body: text.slice(end + 4),
  };
}

/** One service, with and without the response cache. */
async function openBoth(harness: Harness) {
  const { service, app } = harness;
  const responseCache = new ResponseCache(service.currentVersions, service.now);
  let asked = 0;
  const application = getRequestListener(createApp(service, undefined, responseCache).fetch);
  const counting: RequestListener = (request, response) => {
    asked += 1;
    application(request, response);
  };
  const cached = await serve(withResponseCache(responseCache, SILENT, counting));
  const bare = await serve(getRequestListener(app.fetch));
  const get = (port: number, target: string, ...headers: readonly string[]) =>
    say(port, [`GET ${target} HTTP/1.1`, HOST, ...headers]);
  return {
    cached,
    bare,
    /** Requests that reached the application behind the response cache. */
    asked: () => asked,
    responseCache: (target: string, ...headers: readonly string[]) => get(cached, target, ...headers),
    /** All feeds in all codings, from the response cache and from the application. */
    async both(): Promise<{ cached: Said[]; bare: Said[] }> {
      const all = FEEDS.flatMap((target) => CODINGS.map((coding) => [target, coding] as const));
      const from = (port: number) =>
        Promise.all(all.map(([target, coding]) => get(port, target, `Accept-Encoding: ${coding}`)));
      return { cached: await from(cached), bare: await from(bare) };
    },
  };
}

async function openNewsroom() {
  const harness = openHarness();
  const token = await harness.createNewsroom();
  await harness.call('POST', RELEASES, { token, json: { state: 'published', variants: VARIANTS } });
  await harness.moveTo(NOON + 60_000);
  const both = await openBoth(harness);
  // The first request learns the newsroom's key, the second one is stored.
  for (const _ of [1, 2]) await both.both();
  return { ...harness, ...both, token };
}

test('the second request for a document is answered without the application', async () => {
  const { both, asked } = await openNewsroom();
  const before = asked();
  const { cached, bare } = await both();
  expect(asked()).toBe(before);
  expect(cached).toEqual(bare);
  expect(new Set(cached.map(({ status }) => status))).toEqual(new Set(['HTTP/1.1 200 OK']));
});

test('the front answers every request as the application does', async () => {
  const { cached, bare, asked, responseCache } = await openNewsroom();
  const known = await responseCache(FEED, 'Accept-Encoding: gzip');
  const told = (name: string) =>
    known.headers.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? '';
  const etag = told('etag');
  const date = told('last-modified');
  const conditions = [
    ...[etag, `W/${etag}`, '*', ' * ', `"a", ${etag}`, `"a",,W/${etag} ,`, '"a"', '', 'a', `${etag} x`],
    ...[`"a"\r\nIf-None-Match: ${etag}`, etag.replace('-gzip', ''), etag.replace('gzip', 'br')],
  ].map((value) => `If-None-Match: ${value}`);
  const dates = [
    ...[date, 'Tue, 10 Mar 2026 09:59:59 GMT', 'Wed, 11 Mar 2026 10:00:00 GMT', 'yesterday', ''],
    ...['Tuesday, 10-Mar-26 10:00:00 GMT', `${date}\r\nIf-Modified-Since: ${date}`],
  ].map((value) => `If-Modified-Since: ${value}`);
  const accepted = [
    ...['gzip', 'br', 'gzip, br', 'br;q=0.1, gzip', 'GZIP', 'x-gzip', '*', 'identity;q=0', 'deflate', ''],
    ...['gzip;q=0', 'gzip\r\nAccept-Encoding: br', '"', `br;q=0,${'a,'.repeat(400)}gzip`],
  ].map((value) => `Accept-Encoding: ${value}`);
  const gzip = 'Accept-Encoding: gzip';
  const requests = [
    ...[...conditions, ...dates].map((line) => [`GET ${FEED} HTTP/1.1`, HOST, gzip, line]),
    ...[...conditions, ...dates].map((line) => [`HEAD ${FEED} HTTP/1.1`, HOST, gzip, line]),
    ...accepted.map((line) => [`GET ${FEED} HTTP/1.1`, HOST, line]),
    [`GET ${FEED} HTTP/1.1`, HOST, gzip, 'If-None-Match: "a"', `If-Modified-Since: ${date}`],
    [`GET ${FEED} HTTP/1.1`, HOST],
    [`HEAD ${FEED} HTTP/1.1`, HOST],
    [`GET ${FEED} HTTP/1.1`, HOST, 'Range: bytes=0-3'],
    [`GET ${FEED} HTTP/1.1`, HOST, 'Accept: text/html', 'Accept-Language: sv', 'Cookie: a=b'],
    [`GET ${FEED} HTTP/1.1`, HOST, 'Authorization: Bearer 1.wrong'],
    [`GET ${FEED} HTTP/1.1`, HOST, 'Authorization:'],
    ...['POST', 'PUT', 'DELETE', 'OPTIONS', 'get'].map((method) => [`${method} ${FEED} HTTP/1.1`, HOST]),
    ...[
      '',
      'tiedotteet.example:8787',
      'TIEDOTTEET.EXAMPLE',
      'a/b',
      'a@b',
      'a?b',
      'a b',
      '[::1]',
      'a:99999',
    ].map((host) => [`GET ${FEED} HTTP/1.1`, `Host: ${host}`]),
    [`GET ${FEED} HTTP/1.0`],
    [`GET ${FEED} HTTP/1.0`, HOST],
    ...[`${FEED}?`, `${FEED}?a=b`, `${FEED}#a`, `http://other.example${FEED}`, `/.${FEED}`, `/${FEED}`].map(
      (target) => [`GET ${target} HTTP/1.1`, HOST],
    ),
    ...['archive=1', 'archive=01', 'archive='].map((query) => [`GET ${FEED}?${query} HTTP/1.1`, HOST]),
    ...[
      '/fi/satamakaupunki/keywords/LIIKENNE/feed.rss',
      '/fi/satamakaupunki/keywords/s%c3%a4%c3%a4/feed.atom',
    ].map((target) => [`GET ${target} HTTP/1.1`, HOST]),
  ];
  const before = asked();
  for (const lines of requests) {
    const expected = await say(bare, lines);
    for (const _ of [1, 2]) expect(await say(cached, lines), lines.join(' | ')).toEqual(expected);
  }
  expect(asked() - before).toBeLessThan(requests.length * 2);
  const chunked = [`GET ${FEED} HTTP/1.1`, HOST, 'Transfer-Encoding: chunked'];
  expect(await say(cached, chunked, '0\r\n\r\n')).toEqual(await say(bare, chunked, '0\r\n\r\n'));
});

test('every change is in the next answer', async () => {
  const { call, moveTo, both, token } = await openNewsroom();
  let seen = (await both()).cached;
  const change = async (method: string, path: string, revision: number, json: object = {}) => {
    const headers = { 'If-Match': `"${revision}"` };
    const answer = await call(method, path, { token, json, headers });
    expect(answer.status, path).toBeLessThan(300);
  };
  const embargo = { state: 'scheduled', publishAt: '2026-03-10T13:00', type: 'bulletin' };
  const changes: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['publish', () => change('POST', RELEASES, 0, { state: 'published', variants: VARIANTS })],
    ['edit', () => change('PATCH', `${RELEASES}/1`, 1, { variants: { fi: { keywords: ['sää'] } } })],
    ['correction', () => change('POST', `${RELEASES}/1/correct`, 2, { note: 'Korjaus' })],
    ['withdrawal', () => change('POST', `${RELEASES}/1/withdraw`, 3, { reason: 'Virhe' })],
    ['profile', () => change('PATCH', NEWSROOM, 0, { name: { fi: 'Satama', sv: 'Hamn' } })],
    ['embargo', () => change('POST', RELEASES, 0, { ...embargo, variants: VARIANTS })],
    ['its end', () => moveTo('2026-03-10T13:00:00+02:00')],
  ];
  for (const [what, make] of changes) {
    await make();
    const { cached, bare } = await both();
    expect(cached, what).toEqual(bare);
    if (what === 'embargo') expect(cached).toEqual(seen);
    else expect(cached, what).not.toEqual(seen);
    seen = cached;
    expect((await both()).cached, what).toEqual(bare);
  }
});

test('a newsroom that changes its slug, removes a language or is restored is not served at its old address', async () => {
  const { call, both, responseCache, token } = await openNewsroom();
  await call('PATCH', NEWSROOM, { token: ADMIN, json: { slug: 'satama' } });
  expect((await responseCache(FEED)).status).toBe('HTTP/1.1 301 Moved Permanently');
  const { cached, bare } = await both();
  expect(cached).toEqual(bare);
  await call('PATCH', `${API}/satama`, { token: ADMIN, json: { slug: 'satamakaupunki' } });
  await both();
  expect((await responseCache('/sv/satamakaupunki/feed.rss')).status).toBe('HTTP/1.1 200 OK');
  const headers = { 'If-Match': '"1"' };
  await call('POST', `${RELEASES}/1/withdraw`, {
    token,
    headers,
    json: { reason: 'Virhe', languages: ['sv'] },
  });
  await call('PATCH', NEWSROOM, { token, json: { languages: ['fi'] } });
  expect((await responseCache('/sv/satamakaupunki/feed.rss')).status).toBe('HTTP/1.1 404 Not Found');
});

test('after a restore only the restored content is served', async () => {
  const from = await openNewsroom();
  const { text } = await from.call('GET', `${NEWSROOM}/export`, { token: from.token });
  const to = openHarness();
  const token = await to.createNewsroom();
  const { both } = await openBoth(to);
  for (const _ of [1, 2]) await both();
  await to.moveTo(NOON + 120_000);
  const restored = await to.call('POST', `${NEWSROOM}/restore`, { token, json: text });
  expect(restored.status).toBe(200);
  for (const _ of [1, 2]) {
    const { cached, bare } = await both();
    expect(cached).toEqual(bare);
    expect(cached[0]?.body).toContain('Uusi lauttalinja');
  }
});

test('the application answers after the clock was set back', async () => {
  const { both, moveTo } = await openNewsroom();
  await moveTo(NOON - 3_600_000);
  const { cached, bare } = await both();
  expect(cached).toEqual(bare);
  expect(cached[0]?.headers.join()).not.toContain('last-modified');
});

test('a document is not cached when a commit happens during its rendering', async () => {
  const { service } = openHarness();
  const { currentVersions } = service;
  const responseCache = new ResponseCache(currentVersions, service.now);
  const snapshot = responseCache.observeVersion(7);
  expect(snapshot.version).toBeNull();
  currentVersions.of(7).set(3);
  const overtaken = responseCache.observeVersion(7);
  currentVersions.of(7).set(4);
  const application = createApp(service, undefined, {
    observeVersion: () => overtaken,
    store: responseCache.store.bind(responseCache),
  });
  expect((await application.request('/fi/feed.rss')).status).toBe(200);
  expect(responseCache.lookup(asking('/fi/feed.rss'))).toBeNull();
});

test('the cache of the front is bounded, however many feeds are requested', async () => {
  const { app, service, createNewsroom } = openHarness();
  await createNewsroom();
  const responseCache = new ResponseCache(service.currentVersions, service.now);
  const application = createApp(service, undefined, responseCache);
  const address = (n: number) => `/fi/satamakaupunki/keywords/${n}/feed.json`;
  const many = RESPONSE_CACHE_LIMITS.addresses / 100;
  for (let n = 0; n < many; n += 1) await application.request(address(n), { headers: { Host: 'a' } });
  expect(responseCache.count).toBe(many);
  expect(responseCache.bytes).toBeLessThanOrEqual(RESPONSE_CACHE_LIMITS.bytes);
  expect((await app.request(address(0))).status).toBe(200);
});

test('the log and the request id are the same from the front as from the application', async () => {
  const lines: string[] = [];
  const harness = openHarness();
  await harness.createNewsroom();
  const log = openLog({ level: 'requests', now: harness.service.now, write: (line) => lines.push(line) });
  const service = { ...harness.service, log };
  const responseCache = new ResponseCache(service.currentVersions, service.now);
  const port = await serve(
    withResponseCache(
      responseCache,
      log,
      getRequestListener(createApp(service, undefined, responseCache).fetch),
    ),
  );
  for (const method of ['GET', 'HEAD']) {
    for (const line of ['Accept: */*', 'If-None-Match: *']) {
      lines.length = 0;
      const [first, second] = [
        await say(port, [`${method} ${FEED} HTTP/1.1`, HOST, line]),
        await say(port, [`${method} ${FEED} HTTP/1.1`, HOST, line]),
      ];
      const logged = lines.map((each): { id: string } => JSON.parse(each));
      expect(logged).toHaveLength(2);
      const { id, ...told } = logged[1] ?? { id: '' };
      expect({ ...logged[0], milliseconds: 0 }).toEqual({ ...told, id: logged[0]?.id, milliseconds: 0 });
      expect(second.headers).toContain(`x-request-id: ${id}`);
      expect(first.headers.length).toBe(second.headers.length);
    }
  }
});

function asking(target: string) {
  return {
    method: 'GET',
    target,
    host: 'localhost',
    hasBody: false,
    isAuthorized: false,
    acceptEncoding: null,
    ifNoneMatch: null,
    ifModifiedSince: null,
  };
}
