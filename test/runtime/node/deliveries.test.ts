import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openReceiver, type Receiver } from '../../websub/receiver.ts';
import { ADMIN_TOKEN, call, freePort, type Running, startServer } from './process.ts';

/** More than the suite needs: `KAIKU_SUBSCRIBERS=1000 KAIKU_KILLS=3 npx vitest run test/runtime/node`. */
const SUBSCRIBERS = Number(process.env.KAIKU_SUBSCRIBERS ?? '120');
const KILLS = Number(process.env.KAIKU_KILLS ?? '1');
const ENVIRONMENT = { KAIKU_ALLOW_PRIVATE_HOSTS: '1', KAIKU_RATE_HUB: '1000000' };

let data: string;
let port: number;
let server: Running;
let receiver: Receiver;

beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'kaiku-'));
  port = await freePort();
  receiver = await openReceiver();
  server = await startServer(data, port, ENVIRONMENT);
});

afterEach(async () => {
  await server.kill('SIGKILL');
  await receiver.close();
  rmSync(data, { recursive: true });
});

/** The callbacks that received `title`. */
function told(title: string): Set<string> {
  const about = receiver.deliveries.filter(({ body }) => body.includes(title));
  return new Set(about.map(({ path }) => path));
}

async function createNewsroom(): Promise<string> {
  const profile = { slug: 'satama', name: 'Satama', languages: ['fi'], defaultLanguage: 'fi' };
  const { json } = await call(`${server.url}/api/v1/newsrooms`, ADMIN_TOKEN, 'POST', profile);
  return String(json.token);
}

async function subscribe(path: string): Promise<void> {
  const form = {
    'hub.mode': 'subscribe',
    'hub.topic': `${server.url}/fi/satama/feed.rss`,
    'hub.callback': receiver.url(path),
  };
  const answer = await fetch(`${server.url}/hub`, { method: 'POST', body: new URLSearchParams(form) });
  expect(answer.status).toBe(202);
}

test('a kill during a delivery loses no delivery, and only running deliveries are repeated, with the same key', async () => {
  const token = await createNewsroom();
  for (let index = 0; index < SUBSCRIBERS; index += 1) await subscribe(`/${index}`);
  await expect.poll(() => receiver.verifications.length, { timeout: 60_000 }).toBe(SUBSCRIBERS);
  // All requests have been sent; a stop waits until their outcomes are written.
  await server.kill('SIGTERM');
  server = await startServer(data, port, ENVIRONMENT);

  const release = { state: 'published', variants: { fi: { title: 'Satama avautuu' } } };
  const releases = `${server.url}/api/v1/newsrooms/satama/releases`;
  expect((await call(releases, token, 'POST', release)).status).toBe(201);
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const goal = Math.floor((SUBSCRIBERS * kill) / (KILLS + 2));
    await expect
      .poll(() => told('Satama avautuu').size, { timeout: 60_000, interval: 1 })
      .toBeGreaterThan(goal);
    await server.kill('SIGKILL');
    server = await startServer(data, port, ENVIRONMENT);
  }
  await expect.poll(() => told('Satama avautuu').size, { timeout: 60_000 }).toBe(SUBSCRIBERS);
  await expect
    .poll(async () => (await call(`${releases}/1/deliveries`, token, 'GET')).json.push, { timeout: 30_000 })
    .toMatchObject({ total: SUBSCRIBERS, delivered: SUBSCRIBERS, failed: 0, pending: 0 });

  const byPath = new Map<string, Set<unknown>>();
  for (const { path, headers } of receiver.deliveries) {
    byPath.set(path, (byPath.get(path) ?? new Set()).add(headers['idempotency-key']));
  }
  expect([...byPath.values()].filter((keys) => keys.size !== 1)).toEqual([]);
  const repeats = receiver.deliveries.length - SUBSCRIBERS;
  // The number that may be under way to one host: DELIVERY_CONCURRENCY on Node, with slow ones.
  expect(repeats).toBeLessThanOrEqual(KILLS * 48);
}, 120_000);

test('a stop by signal waits for the running delivery', async () => {
  const token = await createNewsroom();
  await subscribe('/slow');
  await expect.poll(() => receiver.verifications.length).toBe(1);
  receiver.behaviours.set('/slow', (response) => setTimeout(() => response.writeHead(200).end(), 300));
  const release = { state: 'published', variants: { fi: { title: 'Satama sulkeutuu' } } };
  await call(`${server.url}/api/v1/newsrooms/satama/releases`, token, 'POST', release);
  await expect.poll(() => receiver.at('/slow').length).toBe(1);
  expect(await server.kill('SIGTERM')).toBe(0);
  server = await startServer(data, port, ENVIRONMENT);
  const path = `${server.url}/api/v1/newsrooms/satama/releases/1/deliveries`;
  expect((await call(path, token, 'GET')).json.push).toMatchObject({ delivered: 1, pending: 0 });
  expect(receiver.at('/slow')).toHaveLength(1);
});
