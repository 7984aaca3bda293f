import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SeededRandom } from '../seeded-random.ts';
import { mediaFiles, type Prepared } from './site.ts';

/** Damages a copy of the snapshot `at`. */
type Damage = (data: string, random: SeededRandom, prepared: Prepared, at: number) => void;

const inFile =
  (name: string): Damage =>
  (data, random) =>
    flip(join(data, name), random);

export const KINDS: { readonly [name: string]: Damage } = {
  'a byte of the database': inFile('kaiku.db'),
  'a byte of the write-ahead log': inFile('kaiku.db-wal'),
  'the end of the write-ahead log cut off': (data, random) => {
    const path = join(data, 'kaiku.db-wal');
    truncateSync(path, random.below(readFileSync(path).length));
  },
  'a byte of the search index': (data, random) => {
    const database = new DatabaseSync(join(data, 'kaiku.db'), { defensive: false });
    const rows = database.prepare('SELECT id, block FROM term_data').all();
    const { id, block } = random.pick(rows);
    if (block instanceof Uint8Array && typeof id === 'number') {
      const bytes = new Uint8Array(block);
      const place = random.below(bytes.length);
      bytes[place] = (bytes[place] ?? 0) ^ (1 << random.below(8));
      database.prepare('UPDATE term_data SET block = ? WHERE id = ?').run(bytes, id);
    }
    database.close();
  },
  'a page of the search index': (data, random) => {
    const path = join(data, 'kaiku.db');
    const database = new DatabaseSync(path);
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    const table = random.pick(['found', 'term_data', 'term_idx', 'term_docsize', 'term_config']);
    const row = database.prepare('SELECT rootpage FROM sqlite_master WHERE name = ?').get(table);
    database.close();
    const start = (Number(row?.rootpage) - 1) * 4096;
    writeFileSync(path, readFileSync(path).fill(0xa5, start, start + 4096));
  },
  'a byte of a file': (data, random) => flip(random.pick(mediaFiles(data)), random),
  'a file cut short': (data, random) => truncateSync(random.pick(mediaFiles(data)), random.below(40_000)),
  'a file removed': (data, random) => rmSync(random.pick(mediaFiles(data))),
  // A part of the next commit has reached the log when the process ends.
  'a kill between two writes': (data, random, { snapshots }, at) => {
    const [now, next] = snapshots.slice(at, at + 2);
    if (now === undefined || next === undefined || next.log <= now.log) return;
    const log = readFileSync(join(next.directory, 'kaiku.db-wal'));
    writeFileSync(join(data, 'kaiku.db-wal'), log.subarray(0, now.log + random.below(next.log - now.log)));
  },
};

function flip(path: string, random: SeededRandom): void {
  const bytes = readFileSync(path);
  if (bytes.length === 0) return;
  const place = random.below(bytes.length);
  bytes[place] = (bytes[place] ?? 0) ^ (1 << random.below(8));
  writeFileSync(path, bytes);
}
