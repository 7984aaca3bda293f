import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isObject } from '../../../src/base/json.ts';
import { SILENT } from '../../../src/base/log.ts';
import { createApp } from '../../../src/http/app.ts';
import { openOutput } from '../../../src/platform/node/output.ts';
import { type NodeService, openService } from '../../../src/platform/node/service.ts';
import { type Database, openDatabase } from '../../../src/platform/node/sqlite.ts';
import { StoreFailure } from '../../../src/storage/store.ts';

const ADMIN = 'admin-token-of-the-tests';
const NOON = Date.parse('2026-03-10T12:00:00+02:00');
const NEWSROOM = '/api/v1/newsrooms/satama';
const LONG = { variants: { fi: { title: 'Satama', body: `<p>${'Meri nousee. '.repeat(10_000)}</p>` } } };
const SHORT = { variants: { fi: { title: 'Satama' } } };

let data: string;
let database: Database;
let service: NodeService;
let now: number;
let token: string;

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'kaiku-faults-'));
  database = openDatabase(join(data, 'kaiku.db'));
  now = NOON;
  const given = { data, baseUrl: 'https://tiedotteet.example', adminToken: ADMIN, now: () => now };
  service = openService({ ...given, database, log: SILENT });
  const profile = { slug: 'satama', name: 'Satama', languages: ['fi'], defaultLanguage: 'fi' };
  token = String((await ask('POST', '/api/v1/newsrooms', profile, ADMIN)).json.token);
});

afterEach(async () => {
  await service.close();
  await rm(data, { recursive: true, force: true });
});

async function ask(method: string, path: string, body?: object, bearer = token) {
  const headers = { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json' };
  const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
  const response = await createApp(service).request(path, init);
  const text = await response.text();
  const json: unknown = text.startsWith('{') ? JSON.parse(text) : {};
  return {
    status: response.status,
    type: response.headers.get('Content-Type'),
    text,
    json: isObject(json) ? json : {},
  };
}

const publish = (body: object) => ask('POST', `${NEWSROOM}/releases`, { state: 'published', ...body });

async function checks(): Promise<unknown> {
  return (await ask('GET', '/healthz')).json.checks;
}

describe('a full disk', () => {
  test('refuses writes with 507, loses no acknowledged release, and writes work again when there is space', async () => {
    const acknowledged: unknown[] = [];
    const [{ page_count } = {}] = database.all('PRAGMA page_count');
    database.all(`PRAGMA max_page_count = ${Number(page_count) + 60}`);
    let refused = await publish(SHORT);
    for (let at = 0; at < 200 && refused.status === 201; at += 1) {
      acknowledged.push(refused.json.number);
      refused = await publish(LONG);
    }
    expect(refused).toMatchObject({ status: 507, type: 'application/problem+json' });
    expect(refused.json).toMatchObject({ type: 'urn:kaiku:problem:insufficient-storage', status: 507 });
    expect(acknowledged.length).toBeGreaterThan(0);
    expect((await ask('GET', '/fi/satama/feed.rss')).status).toBe(200);
    expect(await checks()).toMatchObject({ store: 'ok' });

    database.all('PRAGMA max_page_count = 1000000');
    const next = await publish(SHORT);
    expect(next.status).toBe(201);
    expect(await checks()).toEqual({ store: 'ok', writes: 'ok', tasks: 'ok' });
    for (const number of [...acknowledged, next.json.number]) {
      expect((await ask('GET', `${NEWSROOM}/releases/${number}`)).status).toBe(200);
    }
    await service.runDueTasks();
    expect((await ask('POST', `${NEWSROOM}/rebuild`)).json.repaired).toBe(0);
    expect((await ask('GET', '/fi/feed.json')).text).toContain(`/fi/satama/${next.json.number}/`);
  });
});

describe('a read-only store', () => {
  test('answers reads, and refuses writes with 503 until it is writable again', async () => {
    await publish(SHORT);
    database.all('PRAGMA query_only = 1');
    expect(await publish(SHORT)).toMatchObject({ status: 503, type: 'application/problem+json' });
    expect((await ask('GET', '/fi/satama/feed.atom')).status).toBe(200);
    const health = await ask('GET', '/healthz');
    expect(health.status).toBe(503);
    expect(health.json).toEqual({
      status: 'unavailable',
      checks: { store: 'ok', writes: 'failed', tasks: 'ok' },
    });
    database.all('PRAGMA query_only = 0');
    expect((await publish(SHORT)).status).toBe(201);
    expect(await checks()).toMatchObject({ writes: 'ok' });
  });

  test('is reported as writable by the health check, although no client wrote since', async () => {
    database.all('PRAGMA query_only = 1');
    await publish(SHORT);
    database.all('PRAGMA query_only = 0');
    expect(await checks()).toMatchObject({ writes: 'ok' });
  });

  test('is reported by the health check when the database file was moved away', async () => {
    await rename(join(data, 'kaiku.db'), join(data, 'elsewhere.db'));
    expect(await checks()).toMatchObject({ store: 'ok', writes: 'failed' });
    await rename(join(data, 'elsewhere.db'), join(data, 'kaiku.db'));
    expect(await checks()).toMatchObject({ writes: 'ok' });
  });

  test('lifts an embargo only after it is writable again', async () => {
    const scheduled = { state: 'scheduled', publishAt: '2026-03-10T13:00:00+02:00', ...SHORT };
    expect((await ask('POST', `${NEWSROOM}/releases`, scheduled)).status).toBe(201);
    database.all('PRAGMA query_only = 1');
    now = Date.parse('2026-03-10T13:30:00+02:00');
    await service.runDueTasks();
    expect((await ask('GET', '/fi/satama/feed.json')).json.items).toEqual([]);
    expect(await checks()).toMatchObject({ tasks: 'failed' });
    database.all('PRAGMA query_only = 0');
    await service.runDueTasks();
    expect((await ask('GET', '/fi/satama/feed.json')).json.items).toHaveLength(1);
    expect(await checks()).toEqual({ store: 'ok', writes: 'ok', tasks: 'ok' });
  });
});

describe('a corrupt row', () => {
  const spoil = (key: string) =>
    database.all(`UPDATE record SET value = '{"schema": 1, "rel' WHERE key LIKE ?`, key);

  test('of a release is answered with 503, and other releases are not affected', async () => {
    await publish(SHORT);
    await publish({ variants: { fi: { title: 'Toinen' } } });
    spoil('release:%:000000001');
    expect((await ask('GET', `${NEWSROOM}/releases/1`)).status).toBe(503);
    expect((await ask('PATCH', `${NEWSROOM}/releases/1`, { type: 'bulletin' })).status).toBe(503);
    expect((await ask('GET', '/fi/satama/feed.rss')).text).toContain('Toinen');
    expect((await publish(SHORT)).status).toBe(201);
  });

  test('of a newsroom is answered with 503, not as an unknown newsroom', async () => {
    spoil('newsroom:%');
    await service.close();
    database = openDatabase(join(data, 'kaiku.db'));
    service = openService({
      data,
      baseUrl: 'https://tiedotteet.example',
      adminToken: ADMIN,
      now: () => now,
      database,
      log: SILENT,
    });
    for (const path of ['/fi/satama/feed.rss', '/fi/satama', NEWSROOM])
      expect((await ask('GET', path)).status).toBe(503);
    expect((await publish(SHORT)).status).toBe(503);
  });

  test('of an embargo does not stop the others, and a rebuild lifts it', async () => {
    for (const hour of [13, 14]) {
      await ask('POST', `${NEWSROOM}/releases`, {
        state: 'scheduled',
        publishAt: `2026-03-10T${hour}:00:00+02:00`,
        ...SHORT,
      });
    }
    spoil(`due:${String(Date.parse('2026-03-10T13:00:00+02:00')).padStart(14, '0')}%`);
    now = Date.parse('2026-03-10T15:00:00+02:00');
    await service.runDueTasks();
    expect((await ask('GET', '/fi/satama/feed.json')).json.items).toHaveLength(1);
    expect((await ask('POST', `${NEWSROOM}/rebuild`, {})).json).toMatchObject({ repaired: 1 });
    await service.runDueTasks();
    expect((await ask('GET', '/fi/satama/feed.json')).json.items).toHaveLength(2);
  });
});

test('a clock that steps back or ahead publishes nothing early and nothing twice', async () => {
  const scheduled = { state: 'scheduled', publishAt: '2026-03-10T13:00:00+02:00', ...SHORT };
  await ask('POST', `${NEWSROOM}/releases`, scheduled);
  const items = async () => (await ask('GET', '/fi/satama/feed.json')).json.items;
  now = NOON - 86_400_000;
  await service.runDueTasks();
  expect(await items()).toEqual([]);
  expect((await publish({ variants: { fi: { title: 'Eilen' } } })).status).toBe(201);
  now = NOON + 86_400_000;
  await service.runDueTasks();
  expect(await items()).toHaveLength(2);
  now = NOON;
  await service.runDueTasks();
  expect(await items()).toHaveLength(2);
  expect((await publish({ variants: { fi: { title: 'Taas nyt' } } })).status).toBe(201);
  expect(await items()).toHaveLength(3);
  // While the clock was ahead, yesterday's release left the news of the last two days.
  expect((await ask('POST', `${NEWSROOM}/rebuild`)).json.repaired).toBe(1);
  expect((await ask('POST', `${NEWSROOM}/rebuild`)).json.repaired).toBe(0);
});

test('after the clock steps back an hour, published releases stay and a new release appears in the feed', async () => {
  const feed = () => createApp(service).request('/fi/satama/feed.json');
  await publish(SHORT);
  now = NOON + 3_600_000;
  await publish({ variants: { fi: { title: 'Tunnin päästä' } } });
  const ahead = await feed();
  expect(ahead.headers.get('Last-Modified')).toBe(new Date(now).toUTCString());
  now = NOON;
  const etag = ahead.headers.get('ETag') ?? '';
  const again = await createApp(service).request('/fi/satama/feed.json', {
    headers: { 'If-None-Match': etag },
  });
  expect(again.status).toBe(304);
  await publish({ variants: { fi: { title: 'Takaisin' } } });
  const after = await feed();
  // A future date must not be sent (RFC 9110 section 8.8.2.1), and an earlier date would go backwards.
  expect(after.headers.get('Last-Modified')).toBeNull();
  expect(after.headers.get('ETag')).not.toBe(etag);
  const text = await after.text();
  // By the clock it belongs below the release that was published an hour ahead of it.
  const titles = ['Tunnin päästä', 'Takaisin', 'Satama'].map((title) => text.indexOf(`"title":"${title}"`));
  expect(titles).toEqual(titles.toSorted((a, b) => a - b));
  expect(Math.min(...titles)).toBeGreaterThan(0);
  now = NOON + 3_600_000 + 1000;
  expect((await feed()).headers.get('Last-Modified')).not.toBeNull();
});

test('many services in one process add only one listener to its output', () => {
  openOutput();
  const before = [process.listenerCount('exit'), process.stdout.listenerCount('error')];
  for (let at = 0; at < 20; at += 1) openOutput();
  expect([process.listenerCount('exit'), process.stdout.listenerCount('error')]).toEqual(before);
});

test('a failed transaction gives its reason, and the next one works', () => {
  database.all('PRAGMA query_only = 1');
  const write = () =>
    database.transaction(() =>
      database.all("INSERT INTO record (key, revision, value) VALUES ('a:b', 1, '{}')"),
    );
  expect(write).toThrow(StoreFailure);
  expect(database.writeFailure).toBe('read-only');
  database.all('PRAGMA query_only = 0');
  write();
  expect(database.writeFailure).toBeNull();
});
