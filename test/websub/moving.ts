import { randomUUID } from 'node:crypto';
import { SILENT } from '../../src/base/log.ts';
import { createApp } from '../../src/http/app.ts';
import type { ImportItem } from '../../src/imports/document.ts';
import type { NewsroomPort } from '../../src/newsroom/port.ts';
import { type NodeService, openService } from '../../src/platform/node/service.ts';
import { type Database, openDatabase } from '../../src/platform/node/sqlite.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { keyPortions } from '../../src/storage/portions.ts';
import { sqlDriver } from '../../src/storage/sql-driver.ts';
import { type Store, StoreFailure } from '../../src/storage/store.ts';
import { createNewsroom } from '../newsroom/create-newsroom.ts';

/** A newsroom that is moved or mended, over a database that can fail and remembers how much it was asked for at once. */

export const NOON = Date.parse('2026-03-10T12:00:00+02:00');
const DAY = 24 * 60 * 60 * 1000;
/** What one statement may read, and one commit write, however large the newsroom. */
export const PORTION = 500;
/** When the embargoes of `fill` are over. */
export const LATER = NOON + 30 * DAY;

export interface RequestLog {
  readonly database: Database;
  /** The `n`th transaction from now on fails, and all after it. */
  failAt(n: number): void;
  /** Rows that one statement read and one transaction wrote at most, since they were asked for last. */
  most(): { readonly rows: number; readonly writes: number };
}

function requestLog(): RequestLog {
  const opened = openDatabase(':memory:');
  let left = Number.POSITIVE_INFINITY;
  let most = { rows: 0, writes: 0 };
  let writes = 0;
  const all: Database['all'] = (sql, ...bindings) => {
    const rows = opened.all(sql, ...bindings);
    if (/^(?:INSERT INTO|DELETE FROM) record/.test(sql)) writes += 1;
    most = { rows: Math.max(most.rows, rows.length), writes: Math.max(most.writes, writes) };
    return rows;
  };
  const transaction: Database['transaction'] = (work) => {
    left -= 1;
    if (left <= 0) throw new StoreFailure('full');
    writes = 0;
    return opened.transaction(work);
  };
  // What is in memory outlives the house.
  const close = () => undefined;
  const watching: { readonly [name: string | symbol]: unknown } = { all, transaction, close };
  return {
    database: new Proxy(opened, {
      get: (target, name) => watching[name] ?? Reflect.get(target, name),
    }),
    failAt(n) {
      left = n;
    },
    most() {
      const said = most;
      most = { rows: 0, writes: 0 };
      return said;
    },
  };
}

export interface Place {
  readonly requestLog: RequestLog;
  readonly store: Store;
  readonly service: NodeService;
  readonly newsroom: NewsroomPort;
  /** As a process that was started again: what the one before knew is forgotten. */
  again(): Promise<Place>;
  moveTo(instant: number): Promise<void>;
}

/** A house with the newsroom `satama`, whose key is 1. */
export async function openPlace(): Promise<Place> {
  const asked = requestLog();
  const { database } = asked;
  let now = NOON;
  const start = (): Place => {
    const service = openService({
      data: null,
      baseUrl: 'https://kaiku.example',
      adminToken: null,
      now: () => now,
      database,
      log: SILENT,
    });
    return {
      requestLog: asked,
      store: openStore(sqlDriver(database)),
      service,
      newsroom: service.newsroom(1),
      async again() {
        await service.close();
        return start();
      },
      async moveTo(instant) {
        now = instant;
        await service.runDueTasks();
      },
    };
  };
  const place = start();
  await place.service.directory.registry.reserve('satama', null);
  await createNewsroom(place.service, ['fi', 'sv']);
  return place;
}

function item(index: number): ImportItem {
  const variant = (title: string, keywords: readonly string[]) => ({
    title: `${title} ${index}`,
    lead: 'Satama',
    body: '<p>Lautta lähtee.</p>',
    keywords,
  });
  return {
    index,
    source: { id: `urn:${index}` },
    sourceLanguage: 'fi',
    updatedAt: null,
    type: index % 3 === 0 ? 'bulletin' : 'release',
    // Not in the order of their numbers, and over several months.
    publishAt: NOON - ((index * 37) % 100) * DAY - index,
    variants: {
      // The keywords of the first two are theirs alone, and have no entry once they are withdrawn.
      fi: variant('Silta', ['liikenne', `aihe-${index % 7}`, ...(index < 2 ? [`oma-${index}`] : [])]),
      ...(index % 2 === 0 && { sv: variant('Bro', ['trafik']) }),
    },
    contacts: [],
    media: [],
    links: [],
    related: [],
  };
}

/**
 * `size` published releases, of which `withdrawn`, an even number, are withdrawn again and some corrected; drafts, of
 * which one refers to a file; an embargo; a release that is left in one language.
 */
export async function fill({ newsroom }: Place, size: number, withdrawn: number): Promise<void> {
  for (let from = 0; from < size; from += 100) {
    const count = Math.min(100, size - from);
    const taken = await newsroom.imports.importItems(
      Array.from({ length: count }, (_, at) => item(from + at)),
    );
    if (!taken.ok || taken.value.some((outcome) => 'refusal' in outcome)) throw new Error('refused');
  }
  const change = async (number: number, kind: 'withdraw' | 'correct', body: object) => {
    if (!(await newsroom.releases.change(number, '*', { kind, body })).ok) throw new Error('refused');
  };
  for (let number = 1; number <= withdrawn; number += 1)
    await change(number, 'withdraw', { reason: 'Virhe' });
  await change(withdrawn + 1, 'withdraw', { reason: 'Fel', languages: ['sv'] });
  for (const number of [withdrawn + 2, withdrawn + 9]) await change(number, 'correct', { note: 'Oikaisu' });
  const publishAt = new Date(LATER - DAY).toISOString();
  const media = [{ url: `https://kaiku.example/media/1/${'0a'.repeat(16)}/kuva.png` }];
  for (const state of [{ state: 'draft', media }, { state: 'scheduled', publishAt }, { state: 'draft' }]) {
    const created = await newsroom.releases.create(
      { ...state, variants: { fi: { title: 'Salainen' } } },
      null,
    );
    if (!created.ok) throw new Error('refused');
  }
}

export async function exported({ newsroom }: Place): Promise<string[]> {
  const lines: string[] = [];
  let cursor: string | null = null;
  do {
    const part: { text: string; next: string | null } = await newsroom.backup.export(cursor);
    lines.push(...part.text.split('\n').filter((line) => line !== ''));
    cursor = part.next;
  } while (cursor !== null);
  return lines;
}

/** As the service does it. False when it was refused or the database failed. */
export async function restore({ newsroom }: Place, lines: readonly string[]): Promise<boolean> {
  const attempt = randomUUID();
  try {
    for (let from = 0; from < lines.length; from += 200) {
      const part = { attempt, isFirst: from === 0, lines: lines.slice(from, from + 200) };
      if (!(await newsroom.backup.restore(part)).ok) return false;
    }
    return (await newsroom.backup.finishRestore(attempt)).ok;
  } catch (error) {
    if (error instanceof StoreFailure) return false;
    throw error;
  }
}

/** Whatever a rebuild looks after, and which files are used. */
const BASES = [
  ...['timeline:n1', 'tombstone:n1', 'shelf:n1', 'shown:n1', 'months:n1'],
  ...['index:000000001', 'search:000000001', 'media-use:000000001'],
];

/** The rows that can be worked out again, with what they say. */
export async function derived({ store }: Place): Promise<Map<string, string>> {
  const rows: string[] = [];
  for (const base of BASES) for await (const keys of keyPortions(store, base)) rows.push(...keys);
  for await (const keys of keyPortions(store, 'due'))
    rows.push(...keys.filter((key) => key.includes('lift')));
  const found = new Map<string, string>();
  for (const row of rows) found.set(row, JSON.stringify(await store.get(row)));
  return found;
}

/** What the public is answered at each path. */
export async function answers(
  { service }: Place,
  paths: Iterable<string>,
): Promise<Map<string, readonly [number, string]>> {
  const app = createApp(service);
  const found = new Map<string, readonly [number, string]>();
  for (const path of paths) {
    const response = await app.request(path, { headers: { Accept: 'text/html,*/*;q=0.8' } });
    found.set(path, [response.status, await response.text()]);
  }
  return found;
}

/** Every feed with its archive documents, pages in all their lists, releases, search and the sitemap. */
export function publicPaths(): string[] {
  const homes = ['', '/types/release', '/types/bulletin', '/keywords/liikenne', '/keywords/aihe-3'];
  const feeds = homes.flatMap((home) =>
    ['rss', 'atom', 'json'].flatMap((format) =>
      ['', '?archive=1', '?archive=2', '?archive=3', '?archive=4', '?archive=5'].map(
        (archive) => `/fi/satama${home}/feed.${format}${archive}`,
      ),
    ),
  );
  const pages = [...homes, '/2025-12', '/2026-01', '/2026-02', '/2026-03'].map((home) => `/fi/satama${home}`);
  const releases = Array.from({ length: 150 }, (_, at) => `/fi/satama/${at + 1}/silta-${at}`);
  return [
    ...[...feeds, ...pages].flatMap((path) => [path, path.replace('/fi/', '/sv/')]),
    ...releases,
    ...['/sv/satama/keywords/trafik', '/sv/satama/keywords/trafik/feed.json', '/fi/satama/search?q=silta'],
    ...['/fi/satama/search/feed.rss?q=lautta', '/sitemap.xml', '/fi/'],
  ];
}
