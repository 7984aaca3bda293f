import { performance } from 'node:perf_hooks';
import { FORMATS } from '../../src/timeline/feed.ts';
import { foundNewsroom, openAt } from '../house.ts';
import { releaseOf } from '../sample.ts';
import { median, table } from '../table.ts';

/** A publish into a feed of 50 entries of 3 kB, and the nine documents that it changes. Told the data directory. */
const [data = ''] = process.argv.slice(2);
const ROUNDS = 15;
const LANGUAGES = ['fi', 'sv', 'en'] as const;
const house = openAt(data);
const newsroom = await foundNewsroom(house, 'mittaus');
for (let n = 1; n <= 50; n += 1) await newsroom.create(releaseOf(n, 3000), null);
await house.settled();

const took: { [what: string]: number[] } = { publish: [], documents: [], both: [] };
for (let round = 0; round < ROUNDS; round += 1) {
  const publish = await cpu(async () => {
    const created = await newsroom.create(releaseOf(51 + round, 3000), null);
    if (!created.ok) throw new Error('refused');
    await house.settled();
  });
  const documents = await cpu(async () => {
    for (const language of LANGUAGES) {
      for (const format of FORMATS) {
        const feed = { language, newsroom: 'mittaus', cut: { kind: 'all' } } as const;
        await newsroom.feed({ feed, format, archive: null, encoding: 'gzip' });
      }
    }
  });
  took.publish?.push(publish);
  took.documents?.push(documents);
  took.both?.push(publish + documents);
}
const rows = Object.entries(took).map(([what, times]) => [
  what,
  median(times).toFixed(1),
  Math.min(...times).toFixed(1),
]);
process.stdout.write(table(['what', 'CPU ms, median', 'least'], rows));
await house.close();

/** Milliseconds of CPU time of all threads: compression runs beside. */
async function cpu(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  const began = performance.now();
  await work();
  const { user, system } = process.cpuUsage(before);
  return began < 0 ? 0 : (user + system) / 1000;
}
