import { beforeEach, expect, test } from 'vitest';
import { SILENT } from '../../src/base/log.ts';
import { releaseId } from '../../src/domain/release.ts';
import { timelineKeys } from '../../src/feeds/timeline-keys.ts';
import { createApp } from '../../src/http/app.ts';
import { openService } from '../../src/platform/node/service.ts';
import { openDatabase } from '../../src/platform/node/sqlite.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { sqlDriver } from '../../src/storage/sql-driver.ts';
import type { Write } from '../../src/storage/store.ts';
import { ADMIN, API, at, BASE, NOON } from '../http/harness.ts';

const MINUTE = 60_000;
const FEEDS = ['fi', 'sv'].flatMap((language) =>
  ['rss', 'atom', 'json'].map((format) => `/${language}/feed.${format}`),
);

/** The service with its store, and a list of what it told edge caches to drop. */
function openTestService() {
  const database = openDatabase(':memory:');
  const invalidated: (readonly string[])[] = [];
  let now = NOON;
  const service = openService({
    data: null,
    baseUrl: BASE,
    adminToken: ADMIN,
    now: () => now,
    database,
    log: SILENT,
    onInvalidate: (tags) => {
      invalidated.push(tags);
    },
  });
  const app = createApp(service);
  return {
    service,
    store: openStore(sqlDriver(database)),
    invalidated,
    /** Makes a record unreadable. */
    damage: (key: string) => database.all("UPDATE record SET value = '{' WHERE key = ?", key),
    get: async (path: string): Promise<string> => (await app.request(path)).text(),
    /** Answers with the parsed body. Every call is a minute later than the one before. */
    async post(path: string, token: string, body: object): Promise<unknown> {
      now += MINUTE;
      const response = await app.request(path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}`, 'If-Match': '*' },
        body: JSON.stringify(body),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
      return JSON.parse(text);
    },
  };
}

let instance: ReturnType<typeof openTestService>;
let harbour: TestNewsroom;
let library: TestNewsroom;
/** The all-newsrooms feeds and the directory's rows before any damage. */
let correctFeeds: Map<string, string>;
let correctRows: Map<string, string>;

interface TestNewsroom {
  readonly slug: string;
  readonly token: string;
  readonly number: number;
}

/** Releases 1 and 2 are published, 3 is withdrawn, and 4 is withdrawn in Swedish only. */
async function createNewsroom(slug: string): Promise<TestNewsroom> {
  const created = await instance.post(API, ADMIN, {
    slug,
    name: slug,
    languages: ['fi', 'sv'],
    defaultLanguage: 'fi',
  });
  const token = String(at(created, 'token'));
  const releases = `${API}/${slug}/releases`;
  for (const number of [1, 2, 3, 4]) {
    await instance.post(releases, token, {
      state: 'published',
      variants: {
        fi: { title: `Tiedote ${number} (${slug})`, body: '<p>Lautta lähtee.</p>' },
        sv: { title: `Meddelande ${number} (${slug})`, body: '<p>Färjan avgår.</p>' },
      },
    });
  }
  await instance.post(`${releases}/3/withdraw`, token, { reason: 'Virhe' });
  await instance.post(`${releases}/4/withdraw`, token, { reason: 'Fel', languages: ['sv'] });
  const [record] = (await instance.store.keys('directory:newsroom')).slice(-1);
  return { slug, token, number: Number(record?.split(':').at(-1)) };
}

async function readFeeds(): Promise<Map<string, string>> {
  const feeds = new Map<string, string>();
  for (const path of FEEDS) feeds.set(path, await instance.get(path));
  return feeds;
}

/** The rows of the directory's timelines with their values. */
async function directoryRows(): Promise<Map<string, string>> {
  const rows = new Map<string, string>();
  for (const base of ['timeline:all', 'tombstone:all', 'shelf:all']) {
    for (const key of await instance.store.keys(base)) {
      rows.set(key, JSON.stringify(await instance.store.get(key)));
    }
  }
  return rows;
}

function rebuildOverHttp({ slug, token }: TestNewsroom): Promise<unknown> {
  return instance.post(`${API}/${slug}/rebuild`, token, {});
}

/** The row of a newsroom's release below `base`. */
function rowOf(base: string, newsroom: TestNewsroom, number: number): string {
  const id = releaseId(newsroom.number, number);
  const row = [...correctRows.keys()].find(
    (key) => key.startsWith(`${base}:`) && timelineKeys.parseRow(key).number === id,
  );
  if (row === undefined) throw new Error(`${base} has no row of release ${number}`);
  return row;
}

/** A wrong row: lists a newsroom's release where it is not. */
function wrongRow(
  kind: 'timeline' | 'tombstone',
  language: 'fi' | 'sv',
  newsroom: TestNewsroom,
  number: number,
): Write {
  const timeline = { owner: 'all', language, cut: { kind: 'all' } } as const;
  const id = releaseId(newsroom.number, number);
  const key =
    kind === 'timeline'
      ? timelineKeys.row(timeline, null, NOON, id)
      : timelineKeys.tombstone(timeline, NOON, id);
  return { key, value: { n: id } };
}

/**
 * Each write makes one row wrong that a rebuild of `newsroom` repairs. Every timeline loses as many rows as it gets, so that
 * its counter of open entries, which all newsrooms share, remains right.
 */
function damagesOf(newsroom: TestNewsroom): Write[] {
  return [
    { key: rowOf('timeline:all:fi:all', newsroom, 1) },
    { key: rowOf('timeline:all:sv:all', newsroom, 2) },
    { key: rowOf('tombstone:all:fi:all', newsroom, 3) },
    { key: rowOf('tombstone:all:sv:all', newsroom, 4) },
    // Withdrawn, and withdrawn in this language only.
    wrongRow('timeline', 'fi', newsroom, 3),
    wrongRow('timeline', 'sv', newsroom, 4),
    // Published, and published in this language.
    wrongRow('tombstone', 'sv', newsroom, 1),
    wrongRow('tombstone', 'fi', newsroom, 4),
  ];
}

beforeEach(async () => {
  instance = openTestService();
  harbour = await createNewsroom('satama');
  library = await createNewsroom('kirjasto');
  correctFeeds = await readFeeds();
  correctRows = await directoryRows();
});

test('the feeds across newsrooms list published releases of both newsrooms and no withdrawn ones', () => {
  const finnish = correctFeeds.get('/fi/feed.json') ?? '';
  const swedish = correctFeeds.get('/sv/feed.json') ?? '';
  for (const { slug } of [harbour, library]) {
    for (const number of [1, 2, 4]) expect(finnish).toContain(`Tiedote ${number} (${slug})`);
    for (const number of [1, 2]) expect(swedish).toContain(`Meddelande ${number} (${slug})`);
    expect(finnish).not.toContain(`Tiedote 3 (${slug})`);
    for (const number of [3, 4]) expect(swedish).not.toContain(`Meddelande ${number} (${slug})`);
  }
  // Three Finnish and two Swedish releases, one Finnish and two Swedish tombstones of each, and two counters.
  expect(correctRows.size).toBe(2 * (3 + 2) + 2 * (1 + 2) + 2);
});

test('a rebuild repairs exactly the damaged rows of the directory, and a second one repairs none', async () => {
  const undamaged = await rebuildOverHttp(harbour);
  expect(undamaged).toMatchObject({ repaired: 0 });
  const damages = [
    ...damagesOf(harbour),
    // A release that does not exist.
    wrongRow('timeline', 'fi', harbour, 77),
    // A row without a release number belongs to no other newsroom.
    { key: 'timeline:all:x', value: { n: 1 } },
    { key: 'shelf:all:fi:all', value: { open: 99, archives: 0 } },
  ];
  await instance.store.commit(damages);
  const rows = at(undamaged, 'rows');
  expect(await rebuildOverHttp(harbour)).toEqual({ rows, repaired: damages.length });
  expect(await directoryRows()).toEqual(correctRows);
  expect(await readFeeds()).toEqual(correctFeeds);
  expect(await rebuildOverHttp(harbour)).toEqual({ rows, repaired: 0 });
});

test('feeds that were served with wrong rows are correct again after a rebuild over HTTP', async () => {
  await instance.store.commit(damagesOf(harbour));
  // Rendered documents are cached by version, and a rebuild of the other newsroom makes a new one.
  expect(await rebuildOverHttp(library)).toMatchObject({ repaired: 0 });
  const damagedFeeds = await readFeeds();
  for (const path of FEEDS) expect(damagedFeeds.get(path), path).not.toBe(correctFeeds.get(path));
  expect(await rebuildOverHttp(harbour)).toMatchObject({ repaired: damagesOf(harbour).length });
  expect(await readFeeds()).toEqual(correctFeeds);
});

test('a rebuild does not change rows of another newsroom, not even wrong ones', async () => {
  await instance.store.commit(damagesOf(library));
  const otherDamage = await directoryRows();
  await instance.store.commit(damagesOf(harbour));
  expect(await rebuildOverHttp(harbour)).toMatchObject({ repaired: damagesOf(harbour).length });
  expect(await directoryRows()).toEqual(otherDamage);
  expect(await rebuildOverHttp(library)).toMatchObject({ repaired: damagesOf(library).length });
  expect(await directoryRows()).toEqual(correctRows);
  expect(await readFeeds()).toEqual(correctFeeds);
});

test('a repair by the directory alone makes a new version and marks the documents at the edge stale', async () => {
  const { updates } = instance.service.directory;
  await instance.store.commit(damagesOf(harbour));
  // A rebuild over HTTP sends the directory the profile, which makes a new version before anything is repaired.
  await rebuildOverHttp(library);
  const damagedFeeds = await readFeeds();
  for (const path of FEEDS) expect(damagedFeeds.get(path), path).not.toBe(correctFeeds.get(path));
  instance.invalidated.length = 0;
  expect(await updates.rebuild(harbour.number)).toMatchObject({ repaired: damagesOf(harbour).length });
  expect(await readFeeds()).toEqual(correctFeeds);
  expect(instance.invalidated).toEqual([['all']]);
  expect(await updates.rebuild(harbour.number)).toMatchObject({ repaired: 0 });
  expect(instance.invalidated).toEqual([['all']]);
});

test('a rebuild sends lost and unreadable copies to the directory again and lists the news again', async () => {
  const read = async () => {
    const keys = (
      await Promise.all(['directory:release', 'directory:news'].map((base) => instance.store.keys(base)))
    ).flat();
    return new Map(keys.map((key, index) => [key, index]));
  };
  const correct = await read();
  const copy = (number: number) =>
    `directory:release:${String(releaseId(harbour.number, number)).padStart(15, '0')}`;
  const lost = [...correct.keys()].filter((key) => key.startsWith('directory:news:') || key === copy(3));
  await instance.store.commit([...lost.map((key) => ({ key })), { key: 'shelf:all:sv:all' }]);
  instance.damage(copy(1));
  expect(await rebuildOverHttp(harbour)).not.toMatchObject({ repaired: 0 });
  await rebuildOverHttp(library);
  expect(await read()).toEqual(correct);
  expect(await directoryRows()).toEqual(correctRows);
  expect(await readFeeds()).toEqual(correctFeeds);
  expect(await rebuildOverHttp(harbour)).toMatchObject({ repaired: 0 });
});
