import { afterEach, beforeEach, expect, test } from 'vitest';
import { createApp } from '../../src/http/app.ts';
import { openService } from '../../src/platform/node/service.ts';
import { openRateLimiter } from '../../src/platform/rates.ts';
import { openReceiver, type Receiver } from '../websub/receiver.ts';
import { ADMIN, API, at, BASE, NEWSROOM, NOON, openHarness, PROFILE } from './harness.ts';

const TOPIC = `${BASE}/fi/satamakaupunki/feed.rss`;

let receiver: Receiver;
let harness: ReturnType<typeof openHarness>;

beforeEach(async () => {
  receiver = await openReceiver();
  harness = openHarness();
  await harness.createNewsroom();
});

afterEach(async () => {
  await harness.service.close();
  await receiver.close();
});

async function post(
  form: { readonly [name: string]: string } | string,
  headers: { readonly [name: string]: string } = {},
): Promise<{ status: number; text: string; headers: Headers }> {
  const fields = { 'hub.mode': 'subscribe', 'hub.topic': TOPIC, 'hub.callback': receiver.url('/a') };
  const body = typeof form === 'string' ? form : new URLSearchParams({ ...fields, ...form }).toString();
  const type = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const answer = await harness.app.request('/hub', {
    method: 'POST',
    body,
    headers: { ...type, ...headers },
  });
  await harness.service.waitUntilIdle();
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
}

test('a request gets an empty 202 before it is verified', async () => {
  expect(await post({})).toMatchObject({ status: 202, text: '' });
  expect(receiver.verifications).toHaveLength(1);
});

test.each([
  ['another host', 'https://muualla.example/fi/satamakaupunki/feed.rss'],
  ['an archive document', `${TOPIC}?archive=1`],
  ['a negotiated address', `${BASE}/satamakaupunki/feed`],
  ['a newsroom that is not there', `${BASE}/fi/muualla/feed.rss`],
  ['a language that the newsroom lacks', `${BASE}/en/satamakaupunki/feed.rss`],
  ['a type that is not there', `${BASE}/fi/satamakaupunki/types/uutinen/feed.rss`],
  ['a page', `${BASE}/fi/satamakaupunki`],
])('%s is no topic', async (_what, topic) => {
  const answer = await post({ 'hub.topic': topic });
  expect(answer.status).toBe(400);
  expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(answer.text).not.toContain(topic);
  expect(receiver.verifications).toEqual([]);
});

test('a topic with a former slug is refused with the current URL', async () => {
  await harness.call('PATCH', NEWSROOM, { token: ADMIN, json: { slug: 'satama' } });
  const answer = await post({});
  expect(answer.status).toBe(400);
  expect(answer.text).toContain(`${BASE}/fi/satama/feed.rss`);
});

test('a refusal has its reason in the requested language', async () => {
  const wrong = { 'hub.lease_seconds': 'pian' };
  const sv = await post(wrong, { 'Accept-Language': 'sv-FI' });
  expect(sv.headers.get('content-language')).toBe('sv');
  expect(sv.text).toContain('positivt heltal');
  expect((await post(wrong, { 'Accept-Language': 'en' })).text).toContain('positive whole number');
  expect((await post(wrong)).text).toContain('positiivinen kokonaisluku');
});

test('only a form of at most 16 KiB in UTF-8 is read', async () => {
  expect((await post('{}', { 'Content-Type': 'application/json' })).status).toBe(415);
  expect((await post('a=b', { 'Content-Type': 'multipart/form-data; boundary=x' })).status).toBe(415);
  expect((await post({ padding: 'a'.repeat(16 * 1024) })).status).toBe(413);
  expect((await post('', {})).status).toBe(400);
  expect((await post('&&==&%', {})).status).toBe(400);
  const bytes = new Uint8Array([0x68, 0xff, 0xfe]);
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8' };
  const answer = await harness.app.request('/hub', { method: 'POST', body: bytes, headers });
  expect(answer.status).toBe(400);
});

test('a streamed form above the limit is refused, whatever its Content-Length', async () => {
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 1024;
      controller.enqueue(new Uint8Array(1024).fill(97));
      if (sent > 1024 * 1024) controller.close();
    },
  });
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const init: RequestInit & { duplex: 'half' } = { method: 'POST', body, headers, duplex: 'half' };
  expect((await harness.app.request('/hub', init)).status).toBe(413);
  expect(sent).toBeLessThan(64 * 1024);
});

test('callbacks at private addresses are refused', async () => {
  const strict = openService({ data: null, baseUrl: BASE, adminToken: ADMIN, now: () => NOON });
  const app = createApp(strict);
  const headers = { Authorization: `Bearer ${ADMIN}`, 'Content-Type': 'application/json' };
  await app.request(API, { method: 'POST', body: JSON.stringify(PROFILE), headers });
  const ask = async (callback: string) => {
    const fields = { 'hub.mode': 'subscribe', 'hub.topic': TOPIC, 'hub.callback': callback };
    return (await app.request('/hub', { method: 'POST', body: new URLSearchParams(fields) })).status;
  };
  const hosts = [
    '127.0.0.1',
    'localhost',
    '10.0.0.1',
    '169.254.169.254',
    '[::1]',
    '2130706433',
    '0x7f.1',
    'nas.local',
  ];
  for (const host of hosts) expect([host, await ask(`http://${host}/hook`)]).toEqual([host, 400]);
  expect(await ask('http://user:pass@lukija.example/hook')).toBe(400);
  await strict.close();
});

test('a client has a limited number of requests per minute', async () => {
  const limiter = openRateLimiter({ limits: { hub: 2, subscribe: 1 }, now: () => NOON });
  const app = createApp(harness.service, { clientOf: (c) => c.req.header('x-test-client') ?? '', limiter });
  const ask = (client: string) =>
    app.request('/hub', {
      method: 'POST',
      headers: { 'X-Test-Client': client },
      body: new URLSearchParams(),
    });
  const statuses = [await ask('192.0.2.1'), await ask('192.0.2.1'), await ask('192.0.2.2')];
  expect(statuses.map(({ status }) => status)).toEqual([400, 400, 400]);
  const refused = await ask('192.0.2.1');
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('60');
});

test('feeds name the hub in header and body, archives and negotiated addresses do not', async () => {
  const rss = await harness.get('/fi/satamakaupunki/feed.rss');
  expect(rss.headers.get('link')).toContain(`<${BASE}/hub>; rel="hub"`);
  expect(rss.text).toMatch(new RegExp(`rel="hub"[^>]*href="${BASE}/hub"|href="${BASE}/hub"[^>]*rel="hub"`));
  const json = await harness.get('/sv/feed.json');
  expect(json.json.hubs).toEqual([{ type: 'WebSub', url: `${BASE}/hub` }]);
  expect((await harness.get('/hub')).status).toBe(200);
  expect((await harness.call('PUT', '/hub')).status).toBe(405);
});

test('with an external hub the own hub is not available, and the external hub is pinged for each changed topic', async () => {
  const service = openService({
    data: null,
    baseUrl: BASE,
    adminToken: ADMIN,
    now: () => NOON,
    allowPrivateHosts: true,
    hubUrl: receiver.url('/other-hub'),
  });
  const app = createApp(service);
  const send = (path: string, bearer: string, json: object, method = 'POST') => {
    const headers = { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json' };
    return app.request(path, { method, body: JSON.stringify(json), headers });
  };
  const founded: unknown = await (await send(API, ADMIN, PROFILE)).json();
  const own = String(at(founded, 'token'));
  expect((await app.request('/hub', { method: 'POST', body: new URLSearchParams() })).status).toBe(404);
  const feed = await app.request('/fi/satamakaupunki/feed.atom');
  expect(feed.headers.get('link')).toContain(`<${receiver.url('/other-hub')}>; rel="hub"`);
  await send(`${NEWSROOM}/releases`, own, { state: 'published', variants: { fi: { title: 'Satama' } } });
  await service.waitUntilIdle();
  const pings = receiver.at('/other-hub').map(({ body }) => new URLSearchParams(body.toString()));
  expect(new Set(pings.map((form) => form.get('hub.mode')))).toEqual(new Set(['publish']));
  expect(pings.map((form) => form.get('hub.url')).sort()).toEqual(
    ['/fi/feed', '/fi/satamakaupunki/feed', '/fi/satamakaupunki/types/release/feed'].flatMap((path) =>
      ['atom', 'json', 'rss'].map((format) => `${BASE}${path}.${format}`),
    ),
  );
  const before = receiver.at('/other-hub').length;
  await send(NEWSROOM, own, { name: 'Satama' }, 'PATCH');
  await service.waitUntilIdle();
  expect(receiver.at('/other-hub').length).toBeGreaterThanOrEqual(before + 6);
  await service.close();
});
