import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { isObject } from '../../../src/base/json.ts';
import { createApp } from '../../../src/http/app.ts';
import { backUp } from '../../../src/platform/node/backup.ts';
import { restoreFrom } from '../../../src/platform/node/restore.ts';
import { openService } from '../../../src/platform/node/service.ts';
import { openDatabase } from '../../../src/platform/node/sqlite.ts';
import { checkStore } from '../../../src/platform/node/store-check.ts';
import { ADMIN_TOKEN, call, freePort, type Running, startServer } from './process.ts';

const PAGE = 4096;
const RELEASES = 260;
/** Not one of the latest, which are in the feeds; in the second portion of an export, when the first has been sent. */
const DAMAGED = 105;

const place = mkdtempSync(join(tmpdir(), 'kaiku-damage-'));
const whole = join(place, 'whole');
const data = join(place, 'data');
let token: string;
let server: Running | null = null;

beforeAll(async () => {
  token = await fill(whole);
}, 60_000);

beforeEach(() => cpSync(whole, data, { recursive: true }));

afterEach(async () => {
  await server?.kill('SIGKILL');
  server = null;
  rmSync(data, { recursive: true });
});

afterAll(() => rmSync(place, { recursive: true }));

const SEA = 'Meri nousee. '.repeat(500);
/** The mark is on a page without other records. */
const bodyOf = (number: number) => `${SEA} Merkki ${number}. ${SEA}`;

/** A newsroom whose releases take several pages each. Returns its token. */
async function fill(data: string): Promise<string> {
  mkdirSync(data);
  const database = openDatabase(join(data, 'kaiku.db'));
  // The database is closed properly, without a kill.
  database.all('PRAGMA synchronous = OFF');
  const given = { data, baseUrl: 'https://tiedotteet.example', adminToken: ADMIN_TOKEN, now: Date.now };
  const service = openService({ ...given, database });
  const app = createApp(service);
  const post = async (path: string, bearer: string, body: object) => {
    const headers = { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json' };
    const response = await app.request(path, { method: 'POST', headers, body: JSON.stringify(body) });
    const json: unknown = await response.json();
    return isObject(json) ? json : {};
  };
  const profile = { slug: 'satama', name: 'Satama', languages: ['fi'], defaultLanguage: 'fi' };
  const founded = String((await post('/api/v1/newsrooms', ADMIN_TOKEN, profile)).token);
  for (let number = 1; number <= RELEASES; number += 1) {
    const variants = { fi: { title: `Tiedote ${number}`, body: `<p>${bodyOf(number)}</p>` } };
    await post('/api/v1/newsrooms/satama/releases', founded, { state: 'published', variants });
  }
  await service.waitUntilIdle();
  await service.close();
  return founded;
}

const databaseFile = join(data, 'kaiku.db');

/** Page numbers begin at 1. */
function pageOf(text: string): number {
  const found = readFileSync(databaseFile).indexOf(text);
  expect(found).toBeGreaterThanOrEqual(0);
  return Math.floor(found / PAGE) + 1;
}

function rootOf(table: string): number {
  const database = new DatabaseSync(databaseFile, { readOnly: true });
  const row = database.prepare('SELECT rootpage FROM sqlite_master WHERE name = ?').get(table);
  database.close();
  return Number(row?.rootpage);
}

function spoilPage(page: number): void {
  const bytes = readFileSync(databaseFile);
  writeFileSync(databaseFile, bytes.fill(0xa5, (page - 1) * PAGE, page * PAGE));
}

/** Damage within a value, which SQLite does not notice. */
function spoilText(text: string): void {
  const bytes = readFileSync(databaseFile);
  writeFileSync(databaseFile, bytes.fill('"', bytes.indexOf(text), bytes.indexOf(text) + text.length));
}

test('a damaged page makes only its own records unavailable, and the health check, the export and the log report it', async () => {
  spoilPage(pageOf(`Merkki ${DAMAGED}.`));
  server = await startServer(data, await freePort());
  const { url, lines } = server;
  const newsroom = `${url}/api/v1/newsrooms/satama`;
  const health = async () => (await call(`${url}/healthz`, '', 'GET')).json.checks;

  expect(await health()).toMatchObject({ store: 'ok' });
  expect((await call(`${newsroom}/releases/${DAMAGED}`, token, 'GET')).status).toBe(503);
  expect((await call(`${newsroom}/releases/1`, token, 'GET')).status).toBe(200);
  expect((await fetch(`${url}/fi/satama/feed.rss`)).status).toBe(200);
  expect(await health()).toEqual({ store: 'failed', writes: 'ok', tasks: 'ok' });

  // An export that only looked complete would be noticed when it is needed, so its last line says what is missing.
  const exported = await fetch(`${newsroom}/export`, { headers: { authorization: `Bearer ${token}` } });
  expect(exported.status).toBe(200);
  const lastLine: unknown = JSON.parse((await exported.text()).trim().split('\n').at(-1) ?? '');
  expect(lastLine).toMatchObject({ record: 'end', value: { missing: 1 } });
  expect((await call(`${newsroom}/rebuild`, token, 'POST', {})).status).toBe(503);

  const release = { state: 'published', variants: { fi: { title: 'Uusi' } } };
  const published = await call(`${newsroom}/releases`, token, 'POST', release);
  expect(published.status).toBe(201);
  expect((await call(`${newsroom}/releases/${published.json.number}`, token, 'GET')).status).toBe(200);
  expect(await server.kill('SIGTERM')).toBe(0);
  expect(lines.filter((line) => line.includes('"code":"SQLITE_CORRUPT"')).length).toBeGreaterThanOrEqual(2);
});

test('damage in the search index stops no publish, and the log tells of it', async () => {
  spoilPage(rootOf('found'));
  server = await startServer(data, await freePort());
  const { url, lines } = server;
  const release = { state: 'published', variants: { fi: { title: 'Uusi' } } };
  expect((await call(`${url}/api/v1/newsrooms/satama/releases`, token, 'POST', release)).status).toBe(201);
  expect((await call(`${url}/healthz`, '', 'GET')).json.checks).toEqual({
    store: 'ok',
    writes: 'ok',
    tasks: 'ok',
  });
  expect((await fetch(`${url}/fi/satama/search?q=uusi`)).status).toBe(200);
  expect(await server.kill('SIGTERM')).toBe(0);
  expect(lines.filter((line) => line.includes('"what":"search index emptied"'))).toHaveLength(1);
});

const RELEASE_KEYS = ['release:000000001:000000105', `revision:000000001:000000105:000000001`];

test.each([
  ['a page', () => spoilPage(pageOf(`Merkki ${DAMAGED}.`))],
  ['a record', () => spoilText(`Merkki ${DAMAGED}.`)],
])(
  'a backup of a database that is damaged in %s has all else, names what is lost, and offers the other copy of a release',
  async (_where, spoil) => {
    spoil();
    const checked = await checkStore(data);
    expect(checked.faults.filter((fault) => RELEASE_KEYS.some((key) => fault.includes(key)))).toHaveLength(1);
    const kept = join(place, 'kept');
    const { incomplete } = await backUp(data, kept, 0);
    const named = [...(incomplete?.records ?? []), ...(incomplete?.replaced ?? [])];
    expect(named).toHaveLength(1);
    expect(RELEASE_KEYS).toContain(named[0]);
    expect(incomplete?.files).toEqual([]);

    const restored = join(place, 'restored');
    await restoreFrom(kept, restored);
    expect((await checkStore(restored)).faults).toEqual([]);
    server = await startServer(restored, await freePort());
    const newsroom = `${server.url}/api/v1/newsrooms/satama`;
    for (const number of [1, DAMAGED, RELEASES])
      expect((await call(`${newsroom}/releases/${number}`, token, 'GET')).status).toBe(200);
    expect((await call(`${newsroom}/rebuild`, token, 'POST', {})).json.repaired).toBe(0);
    await server.kill('SIGKILL');
    server = null;
    for (const directory of [kept, restored]) rmSync(directory, { recursive: true });
  },
);

test('no backup is made of a database that cannot be opened', async () => {
  spoilPage(1);
  await expect(backUp(data, join(place, 'kept'), 0)).rejects.toThrow(
    'the database is damaged (SQLITE_NOTADB), and no backup was made',
  );
  expect(() => readFileSync(join(place, 'kept', 'manifest.json'))).toThrow('ENOENT');
});

test('check-store reads beside a running service, and its exit status says whether something is wrong', async () => {
  const check = () => {
    const { status, stdout } = spawnSync(process.execPath, ['src/platform/node/check-command.ts'], {
      env: { ...process.env, KAIKU_DATA: data },
      encoding: 'utf8',
    });
    return { status, last: stdout.trim().split('\n').at(-1) };
  };
  server = await startServer(data, await freePort());
  const sound = check();
  expect(sound.status).toBe(0);
  expect(sound.last).toMatch(/^Checked \d+ records and 0 files: nothing is wrong$/);
  await server.kill('SIGKILL');
  spoilText(`Merkki ${DAMAGED}.`);
  expect(check()).toMatchObject({ status: 1, last: expect.stringMatching(/: 1 wrong$/) });
});
