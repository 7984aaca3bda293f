import { afterEach, beforeEach, expect, test } from 'vitest';
import { API, type Harness, NOON, openHarness, RELEASES } from '../http/harness.ts';
import { openReceiver, type Receiver, respondWith } from '../websub/receiver.ts';

let receiver: Receiver;
let harness: Harness;
let token: string;

beforeEach(async () => {
  receiver = await openReceiver();
});

afterEach(async () => {
  await harness.service.close();
  await receiver.close();
});

/** A service that purges at `path`, with a published release, whose purges have been accepted. */
async function openPurging(path: string, key: string | null = null): Promise<void> {
  // Callbacks may not be private here; the operator's cache may.
  harness = openHarness({ allowPrivateHosts: false, purge: { url: receiver.url(path), token: key } });
  token = await harness.createNewsroom();
  await publish('Lautta');
  await harness.service.waitUntilIdle();
  receiver.deliveries.length = 0;
}

async function publish(title: string, keywords: readonly string[] = []): Promise<void> {
  const json = { state: 'published', variants: { fi: { title, keywords } } };
  expect((await harness.call('POST', RELEASES, { token, json })).status).toBe(201);
}

async function withdraw(number: number): Promise<void> {
  const options = { token, headers: { 'If-Match': '*' }, json: { reason: 'Virhe' } };
  expect((await harness.call('POST', `${RELEASES}/${number}/withdraw`, options)).status).toBe(200);
}

/** The tags of the documents that a shared cache holds. */
async function tagsOf(path: string): Promise<string[]> {
  return (await harness.get(path)).headers.get('cache-tag')?.split(',') ?? [];
}

test('a withdrawal is one PURGE with the tags of every document that showed it, as Varnish takes it', async () => {
  await openPurging('/');
  const tags = await Promise.all(['/fi/satamakaupunki/feed.rss', '/fi/', '/fi/feed.json'].map(tagsOf));
  await withdraw(1);
  await harness.service.waitUntilIdle();
  const [purge, ...others] = receiver.deliveries;
  expect(others).toEqual([]);
  expect(purge?.headers['surrogate-key']).toBe(purge?.headers.xkey);
  expect(purge?.headers.authorization).toBeUndefined();
  const purged = String(purge?.headers.xkey).split(' ');
  for (const those of tags) expect(those.some((tag) => purged.includes(tag))).toBe(true);
});

test('Fastly and Cloudflare get their own forms and the token', async () => {
  await openPurging('/service/SU1Z0isxPaozGVKXdv0eY/purge', 'avain');
  await withdraw(1);
  await harness.service.waitUntilIdle();
  expect(receiver.deliveries.map(({ headers }) => [headers['surrogate-key'], headers['fastly-key']])).toEqual(
    [[expect.stringContaining('n1'), 'avain']],
  );
  await harness.service.close();

  await openPurging('/client/v4/zones/023e105f4ecef8ad/purge_cache', 'avain');
  await withdraw(1);
  await harness.service.waitUntilIdle();
  const [purge] = receiver.deliveries;
  expect(purge?.headers.authorization).toBe('Bearer avain');
  expect(purge?.headers['content-type']).toBe('application/json');
  expect(JSON.parse(String(purge?.body))).toEqual({ tags: expect.arrayContaining(['n1', 'all']) });
});

test('what a cache refuses is sent again with what has changed meanwhile, and a change is not refused for it', async () => {
  await openPurging('/');
  receiver.behaviours.set('/', respondWith(503));
  await publish('Toinen', ['talvi']);
  await harness.service.waitUntilIdle();
  const refused = receiver.deliveries.length;
  expect(refused).toBeGreaterThan(0);
  expect((await harness.service.gauges()).queues['cache-purge']).toBe(1);
  receiver.behaviours.clear();
  await withdraw(1);
  await harness.moveTo(NOON + 60_000);
  await harness.service.waitUntilIdle();
  const sent = receiver.deliveries.slice(refused).flatMap(({ headers }) => String(headers.xkey).split(' '));
  expect(sent).toEqual(expect.arrayContaining(['n1', 'all']));
  expect((await harness.service.gauges()).queues['cache-purge']).toBe(0);
});

test('tags that are too long for one header go in several requests', async () => {
  await openPurging('/');
  const keywords = Array.from({ length: 12 }, (_, at) => `${at}${'ä'.repeat(98)}`);
  await publish('Pitkä', keywords);
  await harness.service.waitUntilIdle();
  const headers = receiver.deliveries.map((delivery) => String(delivery.headers.xkey));
  for (const field of headers) expect(field.length).toBeLessThan(8_000);
  const purged = headers.flatMap((field) => field.split(' '));
  expect(purged.filter((tag) => tag.startsWith('n1-fi-k-'))).toHaveLength(keywords.length);
  expect(purged).toContain('n1-fi');
});

test('drafts and other private changes purge nothing', async () => {
  await openPurging('/');
  const json = { variants: { fi: { title: 'Luonnos' } } };
  expect((await harness.call('POST', RELEASES, { token, json })).status).toBe(201);
  const made = await harness.call('POST', `${API}/satamakaupunki/tokens`, { token, json: { label: 'a' } });
  expect(made.status).toBe(201);
  await harness.service.waitUntilIdle();
  expect(receiver.deliveries).toEqual([]);
});
