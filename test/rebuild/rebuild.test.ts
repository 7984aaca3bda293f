import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { encodeHex } from '../../src/base/hex.ts';
import { MAX_TOMBSTONES } from '../../src/domain/timeline.ts';
import { dueKeys } from '../../src/jobs/due-keys.ts';
import { liftTask } from '../../src/repository/embargo.ts';
import { searchKeys } from '../../src/search/keys.ts';
import { StoreFailure, type Write } from '../../src/storage/store.ts';
import {
  AFTER_EMBARGO,
  BATCH_SIZE,
  derivedRows,
  fillNewsroom,
  openInstance,
  publicResponses,
  type TestInstance,
} from '../backup/backup-harness.ts';

let instance: TestInstance;
/** The rows without damage. */
let correctRows: Map<string, string>;
let rows: number;

beforeAll(async () => {
  instance = await openInstance();
  await fillNewsroom(instance, 210, 56);
  correctRows = await derivedRows(instance);
  rows = (await instance.newsroom.backup.rebuild()).rows;
}, 60_000);

const rowsWithPrefix = (prefix: string) => [...correctRows.keys()].filter((row) => row.startsWith(prefix));

function firstRow(prefix: string): string {
  const [row] = rowsWithPrefix(prefix);
  if (row === undefined) throw new Error(`there is no row ${prefix}`);
  return row;
}

/** A wrong row whose key differs from a right one. */
const wrongRow = (row: string, pattern: string | RegExp, replacement: string): Write => ({
  key: row.replace(pattern, replacement),
  value: { n: 1 },
});

/** Every list lacks a row and has wrong rows, and counters are wrong. */
function damages(): Write[] {
  const archived = firstRow('timeline:n1:fi:all:000000001');
  const { archives }: { archives: unknown } = JSON.parse(correctRows.get('shelf:n1:fi:all') ?? '{}');
  const lost = [
    ...['timeline:n1:sv', 'timeline:n1:fi:all:open', 'tombstone:n1:fi:all', 'shown:n1:fi', 'index:'],
    ...['search:', 'due:', 'shelf:n1:sv:t-bulletin', 'months:n1:sv'],
  ];
  return [
    ...[...lost.map(firstRow), archived].map((key) => ({ key })),
    // These rows are in a wrong document of the right timeline.
    wrongRow(archived, ':000000001:', ':open:'),
    wrongRow(firstRow('timeline:n1:fi:t-release:000000001'), ':000000001:', ':000000002:'),
    // These rows belong to absent or unpublished releases, or to no release.
    wrongRow(firstRow('timeline:n1:fi:all:open'), /\d{15}$/, '999999999999000'),
    wrongRow(firstRow('tombstone:n1:fi:all'), ':fi:', ':en:'),
    wrongRow(firstRow('shown:n1:sv:all'), ':all:', ':t-statement:'),
    wrongRow(firstRow('index:000000001:draft:any'), ':draft:', ':published:'),
    ...['timeline:n1:x', 'shown:n1:fi:all:999', 'index:000000001:draft:any:0:999999999999999'].map((key) => ({
      key,
      value: { n: 1 },
    })),
    { key: searchKeys.row(1, 'sv', 212), value: { at: 0, digest: 0 } },
    { key: dueKeys.row(AFTER_EMBARGO, 1, liftTask(1)), value: { key: 1, task: 'lift', number: 1 } },
    { key: 'shelf:n1:fi:all', value: { open: 0, archives } },
    { key: `shelf:n1:fi:k-${encodeHex('oma-0')}` },
    { key: `shelf:n1:fi:k-${encodeHex('oma-1')}`, value: { open: 3, archives: 0 } },
    { key: 'months:n1:fi', value: { '2020-01': 3 } },
  ];
}

test('a rebuild writes lost rows and removes wrong ones in batches', async () => {
  const wrong = damages();
  await instance.store.commit(wrong);
  expect(await derivedRows(instance)).not.toEqual(correctRows);
  instance.measured.takePeaks();
  const rebuilt = await instance.newsroom.backup.rebuild();
  const { rows: read, writes } = instance.measured.takePeaks();
  expect(await derivedRows(instance)).toEqual(correctRows);
  expect(rebuilt).toEqual({ rows, repaired: wrong.length });
  expect(await instance.newsroom.backup.rebuild()).toEqual({ rows, repaired: 0 });
  expect([read <= BATCH_SIZE, writes <= BATCH_SIZE]).toEqual([true, true]);
});

test('documents that were rendered from wrong rows are not served after a rebuild', async () => {
  const paths = ['/fi/satama/feed.rss', '/fi/satama/feed.json', '/fi/satama'];
  const right = await publicResponses(instance, paths);
  await instance.store.commit([{ key: firstRow('timeline:n1:fi:all:open') }]);
  // The rebuild writes a new version, of which no document is rendered yet.
  expect(await instance.newsroom.backup.rebuild()).toEqual({ rows, repaired: 1 });
  await instance.store.commit([{ key: firstRow('timeline:n1:fi:all:open') }]);
  expect(await publicResponses(instance, paths)).not.toEqual(right);
  expect(await instance.newsroom.backup.rebuild()).toEqual({ rows, repaired: 1 });
  expect(await publicResponses(instance, paths)).toEqual(right);
});

test('an interruption at any commit loses no right row, and the next rebuild completes it', async () => {
  const wrong = damages();
  /** The releases in any document of the Finnish timeline `all`. */
  const listedReleases = (keys: Iterable<string>) =>
    [...keys].filter((row) => row.startsWith('timeline:n1:fi:all')).map((row) => row.slice(-15));
  const all = new Set(listedReleases(correctRows.keys()));
  let attempts = 0;
  for (let n = 1; ; n += 1) {
    await instance.store.commit(wrong);
    const before = await derivedRows(instance);
    instance.measured.failFrom(n);
    const failure = await instance.newsroom.backup.rebuild().catch((error: unknown) => error);
    instance.measured.failFrom(Number.POSITIVE_INFINITY);
    const after = await derivedRows(instance);
    if (!(failure instanceof StoreFailure)) break;
    attempts += 1;
    expect([...before.keys()].filter((row) => correctRows.has(row) && !after.has(row))).toEqual([]);
    expect([...after.keys()].filter((row) => !correctRows.has(row) && !before.has(row))).toEqual([]);
    const listedAfter = new Set(listedReleases(after.keys()));
    expect(
      listedReleases(before.keys()).filter((number) => all.has(number) && !listedAfter.has(number)),
    ).toEqual([]);

    await instance.newsroom.backup.rebuild();
    expect(await derivedRows(instance)).toEqual(correctRows);
  }
  expect(await derivedRows(instance)).toEqual(correctRows);
  expect(attempts).toBeGreaterThan(5);
}, 60_000);

test('a rebuild writes the newest tombstones again when all are lost', async () => {
  const lost = rowsWithPrefix('tombstone:n1:fi').map((key) => ({ key }));
  expect(lost.length).toBeGreaterThan(MAX_TOMBSTONES);
  expect(rowsWithPrefix('tombstone:n1:fi:all')).toHaveLength(MAX_TOMBSTONES);
  await instance.store.commit(lost);
  expect(await instance.newsroom.backup.rebuild()).toEqual({ rows, repaired: lost.length });
  expect(await derivedRows(instance)).toEqual(correctRows);
});

test('a rebuild restores any set of lost rows', async () => {
  const all = [...correctRows.keys()].filter((row) => !/^(?:shelf|media-use):/.test(row));
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.nat(all.length - 1), { maxLength: 800 }), async (numbers) => {
      await instance.store.commit(numbers.flatMap((at) => ({ key: all[at] ?? '' })));
      expect(await instance.newsroom.backup.rebuild()).toEqual({ rows, repaired: numbers.length });
      expect(await derivedRows(instance)).toEqual(correctRows);
    }),
    { numRuns: 5 },
  );
}, 60_000);

test('a rebuild restores the task of an embargo and does not change the tasks of other newsrooms', async () => {
  const otherTasks = Array.from({ length: 2 * BATCH_SIZE }, (_, at) => {
    const key = dueKeys.row(AFTER_EMBARGO + at, 2 + (at % 90), liftTask(1));
    return { key, value: { key: 2, task: 'lift', number: 1 } };
  });
  await instance.store.commit([...otherTasks, { key: firstRow('due:') }]);
  instance.measured.takePeaks();
  expect(await instance.newsroom.backup.rebuild()).toEqual({ rows, repaired: 1 });
  expect(instance.measured.takePeaks().rows).toBeLessThanOrEqual(BATCH_SIZE);
  const stored = await instance.store.getMany(otherTasks.map(({ key }) => key));
  expect(stored.filter((task) => task === null)).toEqual([]);
  await instance.store.commit(otherTasks.map(({ key }) => ({ key })));
  expect(await derivedRows(instance)).toEqual(correctRows);
});
