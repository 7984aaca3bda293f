import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isObject } from '../../../src/base/json.ts';
import { FORMATS } from '../../../src/domain/feed-name.ts';
import { createApp } from '../../../src/http/app.ts';
import { type NodeService, openService } from '../../../src/platform/node/service.ts';
import { openDatabase } from '../../../src/platform/node/sqlite.ts';

/**
 * The data directory of the first release (commit d872ba4) after a stop, and the SHA-256 of its answers:
 * `satama` with 120 published releases in up to three languages, so that each has archives; `kirjasto` with a draft, a
 * scheduled release, a corrected one, a withdrawn one and one withdrawn in Swedish; `museo` with nothing.
 */
const FIXTURE = join(import.meta.dirname, '../../fixtures/first-release');

/** Later releases add the address of the hub. An upgrade may change nothing else of a feed. */
const ADDED = {
  rss: /\s*<atom:link rel="hub" href="[^"]+"\/>/,
  atom: /\s*<link rel="hub" href="[^"]+"\/>/,
  json: /"hubs":\[[^\]]*\],/,
};

const ADMIN = 'admin-token-of-the-tests';

let data: string;
let service: NodeService;
let told: { readonly at: number; readonly tokens: object; readonly sha256: object };

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'kaiku-upgrade-'));
  await writeFile(join(data, 'kaiku.db'), gunzipSync(await readFile(`${FIXTURE}.db.gz`)));
  const read: unknown = JSON.parse(await readFile(`${FIXTURE}.json`, 'utf8'));
  if (!isObject(read) || typeof read.at !== 'number' || !isObject(read.tokens) || !isObject(read.sha256))
    throw new Error('the fixture is not what it was');
  const { at, tokens, sha256 } = read;
  told = { at, tokens, sha256 };
  now = at;
  service = openService({ data, baseUrl: 'https://tiedotteet.example', adminToken: null, now: () => now });
  await service.upgrade();
  await service.runDueTasks();
});

let now = 0;

afterAll(async () => {
  await service.close();
  await rm(data, { recursive: true });
});

async function ask(path: string, token?: string, method = 'GET'): Promise<{ status: number; text: string }> {
  const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const response = await createApp(service).request(path, { method, headers });
  return { status: response.status, text: await response.text() };
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function tokenOf(slug: string): string {
  return String(Object.entries(told.tokens).find(([name]) => name === slug)?.[1]);
}

describe('data of the first release', () => {
  test('gives the same feeds byte for byte, except for what newer releases add', async () => {
    const differing: string[] = [];
    for (const [path, sha256] of Object.entries(told.sha256)) {
      const { text } = await ask(path);
      const [before] = FORMATS.filter((format) => path.includes(`feed.${format}`)).map((format) =>
        text.replace(ADDED[format], ''),
      );
      const isArchive = path.includes('archive');
      if (sha256Of(before ?? '') !== sha256 || (before === text) !== isArchive) differing.push(path);
    }
    expect(Object.keys(told.sha256)).toHaveLength(36);
    expect(differing).toEqual([]);
  });

  test('is found by search and shown on pages, except for what was not public', async () => {
    expect((await ask('/fi/satama/search?q=lautta')).text).toContain('Lautta 120 lähtee');
    expect((await ask('/fi/kirjasto/search?q=sillan')).text).toContain('Näyttely');
    const page = await ask('/fi/kirjasto');
    expect(page.status).toBe(200);
    expect(page.text).toContain('Näyttely 6');
    expect((await ask('/fi/satama/2026-02')).text).toContain('Lautta 120 lähtee');
    for (const slug of ['satama', 'kirjasto', 'museo'])
      expect((await ask('/fi/')).text).toContain(`/fi/${slug}"`);
    for (const path of [
      '/fi/kirjasto',
      '/fi/kirjasto/search?q=salainen',
      '/fi/kirjasto/search?q=embargon',
      '/fi/feed.json',
    ]) {
      const { text } = await ask(path);
      expect(text).not.toContain('Salainen luonnos');
      expect(text).not.toContain('Embargon alla');
    }
    expect((await ask('/api/v1/newsrooms/kirjasto/releases/3')).status).toBe(410);
    expect((await ask('/api/v1/newsrooms/kirjasto/releases/7', tokenOf('kirjasto'))).text).toContain(
      'Salainen',
    );
  });

  test('has correct lists and timelines without a rebuild', async () => {
    for (const slug of ['satama', 'kirjasto', 'museo']) {
      const { text } = await ask(`/api/v1/newsrooms/${slug}/rebuild`, tokenOf(slug), 'POST');
      expect(JSON.parse(text)).toMatchObject({ repaired: 0 });
    }
  });

  test('is exported, and the export restores to the same feeds', async () => {
    for (const slug of ['satama', 'kirjasto', 'museo']) {
      const { text } = await ask(`/api/v1/newsrooms/${slug}/export`, tokenOf(slug));
      const other = openService({
        data: null,
        baseUrl: 'https://tiedotteet.example',
        adminToken: ADMIN,
        now: () => now,
      });
      const app = createApp(other);
      const call = (path: string, body: string) =>
        app.request(`/api/v1/newsrooms${path}`, {
          method: 'POST',
          body,
          headers: { Authorization: `Bearer ${ADMIN}`, 'Content-Type': 'application/json' },
        });
      await call(
        '',
        JSON.stringify({ slug: 'siirto', name: 'Siirto', languages: ['fi'], defaultLanguage: 'fi' }),
      );
      expect([slug, (await call('/siirto/restore', text)).status]).toEqual([slug, 200]);
      for (const path of Object.keys(told.sha256).filter((each) => each.includes(`/${slug}/`))) {
        const restored = await (await app.request(path)).text();
        expect([path, restored]).toEqual([path, (await ask(path)).text]);
      }
      await other.close();
    }
  });

  test('lifts its embargo when the time has come', async () => {
    now = Date.parse('2026-03-10T12:00:01+02:00');
    await service.runDueTasks();
    await service.waitUntilIdle();
    expect((await ask('/fi/kirjasto/feed.json')).text).toContain('Embargon alla');
    expect((await ask('/sv/feed.json')).text).toContain('Under embargo');
  });
});

test('a database of a newer release is refused with an explanation and not changed', async () => {
  const path = join(data, 'newer.db');
  const newer = new DatabaseSync(path);
  newer.exec('PRAGMA user_version = 2');
  newer.close();
  const before = await readFile(path);
  expect(() => openDatabase(path)).toThrow(/newer Kaiku \(schema 2, this one knows 1\)/);
  expect(await readFile(path)).toEqual(before);
});
