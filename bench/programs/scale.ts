import { spawnSync } from 'node:child_process';
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import type { Result } from '../../src/base/problem.ts';
import type { FeedName } from '../../src/domain/feed-name.ts';
import type { ImportItem } from '../../src/imports/document.ts';
import { broughtByHand } from '../../src/imports/document-source.ts';
import type { NewsroomPort } from '../../src/newsroom/port.ts';
import type { NodeService } from '../../src/platform/node/service.ts';
import { openDatabase } from '../../src/platform/node/sqlite.ts';
import type { SearchQuery } from '../../src/search/search-port.ts';
import { releaseOf } from '../sample.ts';
import { SeededRandom } from '../seeded-random.ts';
import { median, percentile, table } from '../table.ts';
import { createNewsroom, openServiceAt } from '../test-service.ts';

/**
 * Measures a store that grows: a newsroom for every 200 releases, 5 at least, the first with a tenth of all releases. Each
 * size is measured in a new process, so that memory of the filling does not count. The arguments are the data directory and
 * the sizes; the new processes get `measure` and a size, or `move`.
 */
const [data = '', ...args] = process.argv.slice(2);
const FILE = join(data, 'kaiku.db');
const BODY_BYTES = 500;
/** Items in one commit while filling. */
const PORTION = 100;
/** Megabytes of heap for exporting and restoring. */
const MOVE_HEAP = 64;
const MEGABYTE = 1024 * 1024;
const WORDS = ['kunta', 'hallitus kokous', 'ilmasto satama'];

if (args[0] === 'measure') await measure(Number(args[1]));
else if (args[0] === 'move') await move();
else {
  let filled = 0;
  for (const size of args.length > 0 ? args.map(Number) : [1_000, 10_000, 100_000, 1_000_000]) {
    await fill(filled, size);
    filled = size;
    // Drops the file from the system's cache, as after a reboot.
    spawnSync('dd', [`if=${FILE}`, 'iflag=nocache', 'count=0', 'status=none']);
    again([], ['measure', String(size)]);
    // With a larger heap the engine would collect later, and the peak would say nothing.
    again([`--max-old-space-size=${MOVE_HEAP}`], ['move']);
  }
}

function again(flags: readonly string[], task: readonly string[]): void {
  spawnSync(process.execPath, [...flags, process.argv[1] ?? '', data, ...task], { stdio: 'inherit' });
}

function newsroomsOf(size: number): number {
  return Math.max(5, size / 200);
}

function slugOf(at: number): string {
  return `huone-${at}`;
}

/** How many releases the newsroom has of `size`. */
function share(at: number, size: number): number {
  const large = size / 10;
  return at === 0 ? large : Math.floor((size - large) / (newsroomsOf(size) - 1));
}

/** Imports the releases, without waiting for the disk. */
async function fill(from: number, to: number): Promise<void> {
  const start = performance.now();
  const database = openDatabase(FILE);
  database.all('PRAGMA synchronous = OFF');
  const service = openServiceAt(data, database);
  for (let at = 0; at < newsroomsOf(to); at += 1) {
    const isThere = from > 0 && at < newsroomsOf(from);
    const newsroom = isThere ? await newsroomAt(service, at) : await createNewsroom(service, slugOf(at));
    for (let n = isThere ? share(at, from) : 0; n < share(at, to); n += PORTION) {
      const count = Math.min(PORTION, share(at, to) - n);
      const items = Array.from({ length: count }, (_, index) => itemOf(n + index, index));
      const taken = await newsroom.imports.importItems(items, broughtByHand(null));
      if (!taken.ok || taken.value.some((outcome) => 'refusal' in outcome)) throw new Error('refused');
    }
  }
  await service.close();
  const seconds = (performance.now() - start) / 1000;
  process.stdout.write(`\n${to - from} filled in ${seconds.toFixed(0)} s\n\n`);
}

async function newsroomAt(service: NodeService, at: number): Promise<NewsroomPort> {
  const key = await service.directory.registry.keyOfSlug(slugOf(at));
  if (key === null) throw new Error('the newsroom is not there');
  return service.newsroom(key);
}

function itemOf(n: number, index: number): ImportItem {
  const { publishAt, variants } = releaseOf(n, BODY_BYTES);
  return {
    index,
    source: { id: `item ${n}` },
    type: 'release',
    sourceLanguage: 'fi',
    publishAt: Date.parse(publishAt),
    updatedAt: null,
    variants: { fi: variants.fi },
    contacts: [],
    media: [],
    links: [],
    related: [],
  };
}

interface Times {
  readonly wall: number[];
  /** Of all threads, until the answer. */
  readonly cpu: number[];
}

async function measure(size: number): Promise<void> {
  const fileBytes = statSync(FILE).size;
  const rows: string[][] = [];
  const addValue = (what: string, value: number) => rows.push([what, value.toFixed(1), '', '']);
  const addTimes = (what: string, { wall, cpu }: Times) =>
    rows.push([what, ...[median(wall), percentile(wall, 99), median(cpu)].map((time) => time.toFixed(2))]);

  const opened = performance.now();
  const service = openServiceAt(data);
  await service.upgrade();
  await read(await newsroomAt(service, 0), null);
  addValue('open to first answer, ms', performance.now() - opened);
  addValue('start to first answer, ms', performance.now());
  addValue('RSS then, MB', process.memoryUsage.rss() / MEGABYTE);

  const random = new SeededRandom(size);
  const places = [
    ['random', () => random.below(newsroomsOf(size))],
    ['largest', () => 0],
  ] as const;
  for (const [where, choose] of places) {
    const publish = (newsroom: NewsroomPort, n: number) =>
      newsroom.releases.create(publishOf(size + n), null);
    const search = (newsroom: NewsroomPort, n: number) => newsroom.search.find(searchOf(n));
    addTimes(`publish, ${where}`, await timed(service, 200, choose, publish));
    addTimes(`search, ${where}`, await timed(service, 60, choose, search));
  }
  addValue('RSS now, MB', process.memoryUsage.rss() / MEGABYTE);
  addValue('file, MB', fileBytes / MEGABYTE);
  await service.close();
  for (const [where, choose] of places) {
    addTimes(`feed, cold, ${where}`, await timed(null, 40, choose, (newsroom) => read(newsroom, null)));
    addTimes(`archive, cold, ${where}`, await timed(null, 40, choose, (newsroom) => read(newsroom, 1)));
  }
  process.stdout.write(table([`${size}`, 'median', 'p99', 'CPU ms, median'], rows));
}

function publishOf(n: number) {
  const { variants, ...rest } = releaseOf(n, BODY_BYTES);
  return { ...rest, variants: { fi: variants.fi } };
}

function searchOf(n: number): SearchQuery {
  const words = WORDS[n % WORDS.length] ?? '';
  return { language: 'fi', words, order: 'best', cursor: null, limit: 20 };
}

async function read(newsroom: NewsroomPort, archive: number | null): Promise<Result<unknown>> {
  const feed = { language: 'fi', newsroom: 'x', cut: { kind: 'all' } } satisfies FeedName;
  return newsroom.feeds.get({ feed, format: 'rss', archive, encoding: 'gzip' });
}

/** Milliseconds of `work` in newsrooms that `choose` returns. When `service` is null, each round opens a new one. */
async function timed(
  service: NodeService | null,
  rounds: number,
  choose: () => number,
  work: (newsroom: NewsroomPort, n: number) => Promise<Result<unknown>>,
): Promise<Times> {
  const times: Times = { wall: [], cpu: [] };
  for (let n = 0; n < rounds; n += 1) {
    const open = service ?? openServiceAt(data);
    const newsroom = await newsroomAt(open, choose());
    const cpu = process.cpuUsage();
    const start = performance.now();
    const result = await work(newsroom, n);
    times.wall.push(performance.now() - start);
    const { user, system } = process.cpuUsage(cpu);
    times.cpu.push((user + system) / 1000);
    // Not measured, since it waits for every newsroom that was opened.
    await open.waitUntilIdle();
    if (!result.ok) throw new Error(result.problem.code);
    if (service === null) await open.close();
  }
  return times;
}

/** Exports the largest newsroom into a file and restores it into another service. */
async function move(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'kaiku-scale-'));
  const file = join(directory, 'export.ndjson');
  const rows: string[][] = [];
  const phase = async (what: string, work: () => Promise<unknown>) => {
    const start = performance.now();
    await work();
    const peak = process.resourceUsage().maxRSS / 1024;
    rows.push([what, ((performance.now() - start) / 1000).toFixed(1), peak.toFixed(0)]);
  };
  const service = openServiceAt(data);
  const from = await newsroomAt(service, 0);
  await phase('reading nothing', () => from.profile.get());
  await phase('export', () => pipeline(exported(from), createWriteStream(file)));
  await service.close();
  const other = openServiceAt(join(directory, 'data'));
  const to = await createNewsroom(other, 'toinen');
  await phase('restore: the lines', async () => {
    let isFirst = true;
    for await (const lines of portions(file)) {
      const { ok } = await to.backup.restore({ attempt: 'a', isFirst, isOperator: true, lines });
      isFirst = false;
      if (!ok) throw new Error('refused');
    }
  });
  await phase('restore: lists and timelines', async () => {
    const { ok } = await to.backup.finishRestore('a');
    if (!ok) throw new Error('refused');
  });
  await other.close();
  rmSync(directory, { recursive: true });
  process.stdout.write(`\n${table(['largest newsroom', 's', 'RSS peak so far, MB'], rows)}`);
}

async function* exported(newsroom: NewsroomPort): AsyncGenerator<string> {
  let cursor: string | null = null;
  do {
    const part: { text: string; next: string | null } = await newsroom.backup.export(cursor);
    yield part.text;
    cursor = part.next;
  } while (cursor !== null);
}

/** Portions of as many lines as the service accepts in one call. */
async function* portions(file: string): AsyncGenerator<string[]> {
  let part: string[] = [];
  for await (const line of createInterface(createReadStream(file))) {
    part.push(line);
    if (part.length === 200) {
      yield part;
      part = [];
    }
  }
  if (part.length > 0) yield part;
}
