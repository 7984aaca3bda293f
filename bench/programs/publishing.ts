import { FORMATS } from '../../src/domain/feed-name.ts';
import type { Newsroom } from '../../src/domain/newsroom.ts';
import type { Release } from '../../src/domain/release.ts';
import { FEED_FORMATS } from '../../src/feeds/formats/formats.ts';
import { Fragments } from '../../src/feeds/formats/fragments.ts';
import { toEntry } from '../../src/feeds/to-entry.ts';
import { releaseOf } from '../sample.ts';
import { median, table } from '../table.ts';
import { createNewsroom, openServiceAt } from '../test-service.ts';

/**
 * Measures a publish into a feed of 50 entries of 3 kB, the nine documents that it changes, and the rendering of 50 entries,
 * one of them new, in three formats. The argument is the data directory.
 */
const [data = ''] = process.argv.slice(2);
const ROUNDS = 15;
const BASE = 'https://mittaus.example';
const LANGUAGES = ['fi', 'sv', 'en'] as const;
const service = openServiceAt(data);
const newsroom = await createNewsroom(service, 'mittaus');
const fragments = new Fragments(32 * 1024 * 1024);
const published: { newsroom: Newsroom; release: Release }[] = [];
for (let n = 1; n <= 50; n += 1) await publish(n);
render();

const took: { readonly [what: string]: number[] } = {
  publish: [],
  'its nine documents': [],
  together: [],
  '50 entries in three formats, one of them new': [],
};
for (let round = 1; round <= ROUNDS; round += 1) {
  const publishing = await cpuOf(() => publish(50 + round));
  const reading = await cpuOf(readAll);
  const rendering = await cpuOf(async () => render());
  for (const [at, times] of [publishing, reading, publishing + reading, rendering].entries())
    Object.values(took)[at]?.push(times);
}
const rows = Object.entries(took).map(([what, times]) => [
  what,
  median(times).toFixed(2),
  Math.min(...times).toFixed(2),
]);
process.stdout.write(table(['what', 'CPU ms, median', 'least'], rows));
await service.close();

async function publish(n: number): Promise<void> {
  const created = await newsroom.releases.create(releaseOf(n, 3000), null);
  if (!created.ok) throw new Error('refused');
  published.push(created.value);
  await service.waitUntilIdle();
}

async function readAll(): Promise<void> {
  for (const language of LANGUAGES) {
    for (const format of FORMATS) {
      const feed = { language, newsroom: 'mittaus', cut: { kind: 'all' } } as const;
      await newsroom.feeds.get({ feed, format, archive: null, encoding: 'gzip' });
    }
  }
}

/** Makes new entry objects, as after a change. Returns the number of characters. */
function render(): number {
  const entries = published
    .slice(-50)
    .map(({ newsroom, release }) => toEntry(newsroom, release, 'fi', BASE))
    .filter((entry) => entry !== null);
  const texts = FORMATS.map((format) =>
    entries.map((entry) => fragments.get(FEED_FORMATS[format], entry)).join('\n'),
  );
  return texts.join('').length;
}

/** CPU time of all threads in milliseconds: compression runs on other threads. */
async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
