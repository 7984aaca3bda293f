import { randomUUID } from 'node:crypto';
import { SILENT } from '../../src/base/log.ts';
import { createApp } from '../../src/http/app.ts';
import type { ImportItem } from '../../src/imports/document.ts';
import type { NewsroomPort } from '../../src/newsroom/port.ts';
import { type NodeService, openService } from '../../src/platform/node/service.ts';
import { type Database, openDatabase } from '../../src/platform/node/sqlite.ts';
import { keyBatches } from '../../src/storage/batches.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { sqlDriver } from '../../src/storage/sql-driver.ts';
import { type Store, StoreFailure } from '../../src/storage/store.ts';
import { createNewsroom } from '../newsroom/create-newsroom.ts';

export const NOON = Date.parse('2026-03-10T12:00:00+02:00');
const DAY = 24 * 60 * 60 * 1000;
/** The most rows that one statement may read and one commit may write, whatever the size of the newsroom. */
export const BATCH_SIZE = 500;
/** The embargo in `fillNewsroom` has ended at this time. */
export const AFTER_EMBARGO = NOON + 30 * DAY;

/** A database that can fail and measures the size of its statements and transactions. */
export interface MeasuredDatabase {
  readonly database: Database;
  /** Lets the `n`th transaction from now on fail, and all later ones. */
  failFrom(n: number): void;
  /** The most rows that one statement read and one transaction wrote since the last call. */
  takePeaks(): { readonly rows: number; readonly writes: number };
}

function openMeasuredDatabase(): MeasuredDatabase {
  const opened = openDatabase(':memory:');
  let remaining = Number.POSITIVE_INFINITY;
  let peaks = { rows: 0, writes: 0 };
  let writes = 0;
  const all: Database['all'] = (sql, ...bindings) => {
    const rows = opened.all(sql, ...bindings);
    if (/^(?:INSERT INTO|DELETE FROM) record/.test(sql)) writes += 1;
    peaks = { rows: Math.max(peaks.rows, rows.length), writes: Math.max(peaks.writes, writes) };
    return rows;
  };
  const transaction: Database['transaction'] = (work) => {
    remaining -= 1;
    if (remaining <= 0) throw new StoreFailure('full');
    writes = 0;
    return opened.transaction(work);
  };
  // The database is in memory and must survive a restart of the service.
  const close = () => undefined;
  const overrides: { readonly [name: string | symbol]: unknown } = { all, transaction, close };
  return {
    database: new Proxy(opened, {
      get: (target, name) => overrides[name] ?? Reflect.get(target, name),
    }),
    failFrom(n) {
      remaining = n;
    },
    takePeaks() {
      const taken = peaks;
      peaks = { rows: 0, writes: 0 };
      return taken;
    },
  };
}

/** A service over a database of its own: a test exports from one and restores into another. */
export interface TestInstance {
  readonly measured: MeasuredDatabase;
  readonly store: Store;
  readonly service: NodeService;
  readonly newsroom: NewsroomPort;
  /** Closes the service and opens a new one over the same database. */
  restart(): Promise<TestInstance>;
  now(): number;
  /** Sets the clock of the service and runs the tasks that are due then. */
  advanceTo(instant: number): Promise<void>;
}

/** A service with the newsroom `satama`, whose key is 1. */
export async function openInstance({
  secret = null,
}: {
  secret?: string | null;
} = {}): Promise<TestInstance> {
  const measured = openMeasuredDatabase();
  const { database } = measured;
  let now = NOON;
  const start = (): TestInstance => {
    const service = openService({
      data: null,
      baseUrl: 'https://kaiku.example',
      adminToken: null,
      secret,
      now: () => now,
      database,
      log: SILENT,
    });
    return {
      measured,
      store: openStore(sqlDriver(database)),
      service,
      newsroom: service.newsroom(1),
      now: () => now,
      async restart() {
        await service.close();
        return start();
      },
      async advanceTo(instant) {
        now = instant;
        await service.runDueTasks();
      },
    };
  };
  const instance = start();
  await instance.service.directory.registry.reserve('satama', null);
  await createNewsroom(instance.service, ['fi', 'sv']);
  return instance;
}

function importItem(index: number): ImportItem {
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
    // The dates do not follow the numbers and cover several months.
    publishAt: NOON - ((index * 37) % 100) * DAY - index,
    variants: {
      // The first two have a keyword of their own, whose timeline is empty after their withdrawal.
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
 * Adds `size` published releases, of which `withdrawn` (an even number) are withdrawn, one more in one language, and some
 * corrected. Adds two drafts, one with a media file, and an embargoed release.
 */
export async function fillNewsroom(
  { newsroom }: TestInstance,
  size: number,
  withdrawn: number,
): Promise<void> {
  for (let from = 0; from < size; from += 100) {
    const count = Math.min(100, size - from);
    const imported = await newsroom.imports.importItems(
      Array.from({ length: count }, (_, at) => importItem(from + at)),
      { site: null, isFetched: false },
    );
    if (!imported.ok || imported.value.some((outcome) => 'refusal' in outcome)) throw new Error('refused');
  }
  const change = async (number: number, kind: 'withdraw' | 'correct', body: object) => {
    if (!(await newsroom.releases.change(number, '*', { kind, body })).ok) throw new Error('refused');
  };
  for (let number = 1; number <= withdrawn; number += 1)
    await change(number, 'withdraw', { reason: 'Virhe' });
  await change(withdrawn + 1, 'withdraw', { reason: 'Fel', languages: ['sv'] });
  for (const number of [withdrawn + 2, withdrawn + 9]) await change(number, 'correct', { note: 'Oikaisu' });
  const publishAt = new Date(AFTER_EMBARGO - DAY).toISOString();
  const media = [{ url: `https://kaiku.example/media/1/${'0a'.repeat(16)}/kuva.png` }];
  for (const state of [{ state: 'draft', media }, { state: 'scheduled', publishAt }, { state: 'draft' }]) {
    const created = await newsroom.releases.create(
      { ...state, variants: { fi: { title: 'Salainen' } } },
      null,
    );
    if (!created.ok) throw new Error('refused');
  }
}

export async function exportLines({ newsroom }: TestInstance): Promise<string[]> {
  const lines: string[] = [];
  let cursor: string | null = null;
  do {
    const part: { text: string; next: string | null } = await newsroom.backup.export(cursor);
    lines.push(...part.text.split('\n').filter((line) => line !== ''));
    cursor = part.next;
  } while (cursor !== null);
  return lines;
}

/** False when the restore was refused or the database failed. */
export async function restoreLines({ newsroom }: TestInstance, lines: readonly string[]): Promise<boolean> {
  const attempt = randomUUID();
  try {
    for (let from = 0; from < lines.length; from += 200) {
      const part = { attempt, isFirst: from === 0, isOperator: true, lines: lines.slice(from, from + 200) };
      if (!(await newsroom.backup.restore(part)).ok) return false;
    }
    return (await newsroom.backup.finishRestore(attempt)).ok;
  } catch (error) {
    if (error instanceof StoreFailure) return false;
    throw error;
  }
}

/** Prefixes of the rows that a rebuild writes, and of the uses of media files. */
const DERIVED_PREFIXES = [
  ...['timeline:n1', 'tombstone:n1', 'shelf:n1', 'shown:n1', 'months:n1'],
  ...['index:000000001', 'search:000000001', 'media-use:000000001'],
];

/** Derived rows with their values. */
export async function derivedRows({ store }: TestInstance): Promise<Map<string, string>> {
  const rows: string[] = [];
  for (const prefix of DERIVED_PREFIXES)
    for await (const keys of keyBatches(store, prefix)) rows.push(...keys);
  for await (const keys of keyBatches(store, 'due')) rows.push(...keys.filter((key) => key.includes('lift')));
  const values = new Map<string, string>();
  for (const row of rows) values.set(row, JSON.stringify(await store.get(row)));
  return values;
}

/** Status and body at each path without a token. */
export async function publicResponses(
  { service }: TestInstance,
  paths: Iterable<string>,
): Promise<Map<string, readonly [number, string]>> {
  const app = createApp(service);
  const responses = new Map<string, readonly [number, string]>();
  for (const path of paths) {
    const response = await app.request(path, { headers: { Accept: 'text/html,*/*;q=0.8' } });
    responses.set(path, [response.status, await response.text()]);
  }
  return responses;
}

/** The paths of feeds, archive documents, list pages, releases, search and the sitemap. */
export function publicPaths(): string[] {
  const lists = ['', '/types/release', '/types/bulletin', '/keywords/liikenne', '/keywords/aihe-3'];
  const feeds = lists.flatMap((list) =>
    ['rss', 'atom', 'json'].flatMap((format) =>
      ['', '?archive=1', '?archive=2', '?archive=3', '?archive=4', '?archive=5'].map(
        (archive) => `/fi/satama${list}/feed.${format}${archive}`,
      ),
    ),
  );
  const pages = [...lists, '/2025-12', '/2026-01', '/2026-02', '/2026-03'].map((list) => `/fi/satama${list}`);
  const releases = Array.from({ length: 150 }, (_, at) => `/fi/satama/${at + 1}/silta-${at}`);
  return [
    ...[...feeds, ...pages].flatMap((path) => [path, path.replace('/fi/', '/sv/')]),
    ...releases,
    ...['/sv/satama/keywords/trafik', '/sv/satama/keywords/trafik/feed.json', '/fi/satama/search?q=silta'],
    ...['/fi/satama/search/feed.rss?q=lautta', '/sitemap.xml', '/fi/'],
  ];
}
