import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Language } from '../../src/base/locale/language.ts';
import { type NodeService, openService } from '../../src/platform/node/service.ts';
import { openDatabase } from '../../src/platform/node/sqlite.ts';
import { searchKeys } from '../../src/search/keys.ts';
import type { SearchQuery } from '../../src/search/search-port.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { sqlDriver } from '../../src/storage/sql-driver.ts';
import type { Store } from '../../src/storage/store.ts';
import { createNewsroom } from '../newsroom/create-newsroom.ts';

const MONDAY = Date.UTC(2026, 2, 2, 6);
const HOUR = 60 * 60 * 1000;

let data: string;
let now: number;
let service: NodeService;

beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'kaiku-'));
  now = MONDAY;
  service = open();
  await createNewsroom(service, ['fi', 'sv']);
});

afterEach(async () => {
  await service.close();
  rmSync(data, { recursive: true });
});

function open(): NodeService {
  return openService({ data, baseUrl: 'https://kaiku.example', adminToken: null, now: () => now });
}

const newsroom = () => service.newsroom(1);

/** The numbers of the matching releases. */
async function find(words: string, options: Partial<SearchQuery> = {}): Promise<readonly number[]> {
  const query: SearchQuery = { language: 'fi', words, order: 'newest', cursor: null, limit: 20, ...options };
  const found = await newsroom().search.find(query);
  if (!found.ok) throw new Error(found.problem.code);
  return found.value.numbers;
}

interface Text {
  readonly title: string;
  readonly lead?: string;
  readonly body?: string;
  readonly keywords?: readonly string[];
}

async function create(variants: { readonly [L in Language]?: Text }, more: object = {}): Promise<number> {
  const created = await newsroom().releases.create({ state: 'published', variants, ...more }, null);
  if (!created.ok) throw new Error(JSON.stringify(created.problem));
  now += HOUR;
  return created.value.release.number;
}

async function change(number: number, kind: 'patch' | 'correct' | 'withdraw', body: object): Promise<void> {
  const changed = await newsroom().releases.change(number, '*', { kind, body });
  if (!changed.ok) throw new Error(JSON.stringify(changed.problem));
}

/** Opens the newsroom's database while no service has it open. */
async function inStore(use: (store: Store) => Promise<void>): Promise<void> {
  await service.close();
  const database = openDatabase(join(data, 'kaiku.db'));
  await use(openStore(sqlDriver(database)));
  database.close();
  service = open();
}

test('words are found in title, lead, keywords and the text of the body, in their language only', async () => {
  await create({
    fi: { title: 'Uusi silta', lead: 'Avajaiset', keywords: ['Liikenne'], body: '<p>Meri <b>jää</b>tyy</p>' },
    sv: { title: 'Ny bro', body: '<p>Havet fryser</p>' },
  });
  for (const words of ['sillan', 'AVAJAISET', 'liikenne', 'meren', 'jäätyy', 'silta liikenne meri']) {
    expect([words, await find(words)]).toEqual([words, [1]]);
    expect([words, await find(words, { language: 'sv' })]).toEqual([words, []]);
  }
  expect(await find('broarna havet', { language: 'sv' })).toEqual([1]);
  expect(await find('b')).toEqual([]);
});

test('results have pages, newest or best first', async () => {
  const inBody = await create({ fi: { title: 'Tiedote', body: '<p>Silta suljetaan</p>' } });
  const inTitle = await create({ fi: { title: 'Silta suljetaan' } });
  const inLead = await create({ fi: { title: 'Silta', lead: 'Se suljetaan' } });
  const old = await create({ fi: { title: 'Siltaa suljetaan' } }, { publishAt: '2019-05-20T12:00:00+03:00' });
  expect(await find('silta suljetaan')).toEqual([inLead, inTitle, inBody, old]);
  expect(await find('silta suljetaan', { order: 'best' })).toEqual([inTitle, old, inLead, inBody]);

  const numbers: number[] = [];
  let cursor: string | null = null;
  do {
    const query = { language: 'fi', words: 'silta', order: 'newest', cursor, limit: 2 } as const;
    const page = await newsroom().search.find(query);
    if (!page.ok) throw new Error(page.problem.code);
    numbers.push(...page.value.numbers);
    cursor = page.value.next;
  } while (cursor !== null);
  expect(numbers).toEqual([inLead, inTitle, inBody, old]);
});

test('a draft is not found, and an embargoed release only from its instant', async () => {
  await create({ fi: { title: 'Salainen silta' } }, { state: 'draft' });
  const number = await create(
    { fi: { title: 'Tuleva silta' } },
    { state: 'scheduled', publishAt: new Date(now + HOUR).toISOString() },
  );
  expect(await find('silta')).toEqual([]);
  now += HOUR;
  await service.runDueTasks();
  expect(await find('silta')).toEqual([number]);
});

test('a changed release is found at once by its new words only', async () => {
  const number = await create({ fi: { title: 'Silta avataan' } });
  await change(number, 'patch', { variants: { fi: { title: 'Tunneli avataan' } } });
  expect(await find('silta')).toEqual([]);
  expect(await find('tunneli')).toEqual([number]);
  await change(number, 'correct', { note: 'Oikaisu', variants: { fi: { lead: 'Silta se on' } } });
  expect(await find('silta')).toEqual([number]);
});

test('a withdrawn variant is not found any more, the others are', async () => {
  const number = await create({ fi: { title: 'Silta' }, sv: { title: 'Bro' } });
  await change(number, 'withdraw', { reason: 'Virhe', languages: ['sv'] });
  expect(await find('bro', { language: 'sv' })).toEqual([]);
  expect(await find('silta')).toEqual([number]);
  await change(number, 'withdraw', { reason: 'Virhe' });
  expect(await find('silta')).toEqual([]);
});

test('no query text causes an error or is syntax', async () => {
  const number = await create({ fi: { title: 'Silta OR katu, NEAR' } });
  for (const words of [
    '"silta',
    'silta*',
    '(silta',
    'silta OR',
    'NEAR(silta katu)',
    'silta" OR "',
    "silta'; --",
  ]) {
    expect([words, await find(words)]).toEqual([words, [number]]);
  }
  for (const words of ['', '   ', '"', '*', '()', '\u0000', ':', '\ud800'])
    expect(await find(words)).toEqual([]);
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.stringMatching(/^["*(): ^a-zA-Z\-+{}]{0,60}$/),
    fc.constant('x'.repeat(10_000)),
  );
  await fc.assert(
    fc.asyncProperty(anything, fc.constantFrom('newest', 'best'), async (words, order) => {
      expect(await find(words, { order })).toBeInstanceOf(Array);
    }),
    { numRuns: 100 },
  );
}, 60_000);

test('an unused language is not found, and a malformed cursor is invalid', async () => {
  const query = { language: 'fi', words: 'silta', order: 'newest', cursor: null, limit: 20 } as const;
  expect(await newsroom().search.find({ ...query, language: 'en' })).toMatchObject({
    problem: { code: 'not-found' },
  });
  for (const cursor of ['', '0', '-1', 'x', '1e9', '123456']) {
    expect(await newsroom().search.find({ ...query, cursor })).toMatchObject({
      problem: { code: 'invalid' },
    });
  }
  expect(await newsroom().search.find({ ...query, cursor: '99999' })).toEqual({
    ok: true,
    value: { numbers: [], next: null },
  });
});

test('a search does not find releases of another newsroom', async () => {
  const first = await service.newsroom(1).profile.get();
  if (first === null) throw new Error('not founded');
  const { number: _n, revision: _r, createdAt: _c, authority: _a, ...profile } = first;
  await service.newsroom(11).profile.create({ ...profile, slug: 'toinen' }, 11);
  await create({ fi: { title: 'Silta' } });
  const query = { language: 'fi', words: 'silta', order: 'best', cursor: null, limit: 20 } as const;
  expect(await service.newsroom(11).search.find(query)).toEqual({
    ok: true,
    value: { numbers: [], next: null },
  });
});

test('a rebuild keeps valid rows, restores lost rows and removes wrong rows', async () => {
  const number = await create({ fi: { title: 'Silta' }, sv: { title: 'Bro' } });
  const draft = await create({ fi: { title: 'Silta' } }, { state: 'draft' });
  expect((await newsroom().backup.rebuild()).repaired).toBe(0);
  const foreign = { fields: [['silta'], [], []], at: now } as const;
  await inStore((store) =>
    store.commit([
      { key: searchKeys.row(1, 'fi', number) },
      { key: searchKeys.row(1, 'sv', number), value: { at: 0, digest: 1 } },
      { key: searchKeys.row(1, 'fi', draft), value: { at: 0, digest: 1 }, searchTerms: foreign },
    ]),
  );
  expect(await find('silta')).toEqual([draft]);
  expect((await newsroom().backup.rebuild()).repaired).toBe(3);
  expect(await find('silta')).toEqual([number]);
  expect(await find('bro', { language: 'sv' })).toEqual([number]);
});

test('releases that are older than the index are found without a rebuild', async () => {
  const count = 130;
  for (let n = 1; n <= count; n += 1) await create({ fi: { title: `Silta ${n}` } });
  const withdrawn = 17;
  await change(withdrawn, 'withdraw', { reason: 'Virhe' });
  await inStore(async (store) => {
    const rows = await store.keys(searchKeys.all(1));
    await store.commit([...rows, searchKeys.progress(1)].map((key) => ({ key })));
    expect(await store.keys(searchKeys.all(1))).toEqual([]);
  });
  // The first search indexes the first portion; the scheduled task indexes the others.
  expect(await find('silta 17')).toEqual([]);
  expect(await find('silta 42')).toEqual([42]);
  expect(await find('silta 129')).toEqual([]);
  const published = await create({ fi: { title: 'Silta uusi' } });
  for (let turn = 0; turn < 3; turn += 1) {
    now += HOUR;
    await service.runDueTasks();
  }
  expect(await find('silta 129')).toEqual([129]);
  expect(await find('silta', { limit: 1 })).toEqual([published]);
  expect(await find('silta 17', { limit: 100 })).not.toContain(withdrawn);
  expect((await newsroom().backup.rebuild()).repaired).toBe(0);
}, 60_000);

test('restored releases are found', async () => {
  const number = await create({ fi: { title: 'Silta' } });
  const lines: string[] = [];
  let cursor: string | null = null;
  do {
    const part: { text: string; next: string | null } = await newsroom().backup.export(cursor);
    lines.push(...part.text.split('\n').filter((line) => line !== ''));
    cursor = part.next;
  } while (cursor !== null);
  const other = openService({
    data: null,
    baseUrl: 'https://toinen.example',
    adminToken: null,
    now: () => now,
  });
  const restored = await createNewsroom(other, ['fi']);
  await restored.backup.restore({ attempt: 'a', isFirst: true, isOperator: true, lines });
  const query = { language: 'fi', words: 'sillan', order: 'newest', cursor: null, limit: 20 } as const;
  expect(await restored.search.find(query)).toEqual({ ok: true, value: { numbers: [], next: null } });
  await restored.backup.finishRestore('a');
  expect(await restored.search.find(query)).toEqual({ ok: true, value: { numbers: [number], next: null } });
  await other.close();
});
