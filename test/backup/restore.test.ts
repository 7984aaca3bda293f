import { beforeAll, describe, expect, test } from 'vitest';
import { STAGED_MILLISECONDS } from '../../src/backup/staging.ts';
import {
  AFTER_EMBARGO,
  BATCH_SIZE,
  derivedRows,
  exportLines,
  fillNewsroom,
  NOON,
  openInstance,
  publicPaths,
  publicResponses,
  restoreLines,
  type TestInstance,
} from './backup-harness.ts';

describe('a restore of several batches', () => {
  let from: TestInstance;
  let to: TestInstance;
  beforeAll(async () => {
    from = await openInstance();
    await fillNewsroom(from, 320, 56);
    const lines = await exportLines(from);
    to = await openInstance();
    to.measured.takePeaks();
    if (!(await restoreLines(to, lines))) throw new Error('refused');
  }, 60_000);

  test('never reads or writes more than a batch at once', () => {
    const { rows, writes } = to.measured.takePeaks();
    expect(rows).toBeLessThanOrEqual(BATCH_SIZE);
    expect(writes).toBeLessThanOrEqual(BATCH_SIZE);
    expect(writes).toBeGreaterThan(100);
  });

  test('has all lists, timelines and search rows of the original', async () => {
    const rows = await derivedRows(from);
    expect(rows.size).toBeGreaterThan(4 * BATCH_SIZE);
    expect(await derivedRows(to)).toEqual(rows);
  });

  test('serves the same bytes as the original', async () => {
    const original = await publicResponses(from, publicPaths());
    const restored = await publicResponses(to, publicPaths());
    const successful = [...original.values()].filter(([status]) => status === 200);
    expect(successful.length).toBeGreaterThan(150);
    const differing = [...original].filter(
      ([path, response]) => restored.get(path)?.join() !== response.join(),
    );
    expect(differing.map(([path]) => path)).toEqual([]);
  });

  test('needs no repair, and its rebuild reports the same number of rows as the original', async () => {
    const rebuilt = await from.newsroom.backup.rebuild();
    expect(rebuilt.repaired).toBe(0);
    expect(await to.newsroom.backup.rebuild()).toEqual(rebuilt);
  });
});

test('a restore that is interrupted at any commit has changed nothing, or is completed', async () => {
  const from = await openInstance();
  await fillNewsroom(from, 110, 4);
  const lines = await exportLines(from);
  const rows = await derivedRows(from);
  const emptyRows = await derivedRows(await openInstance());
  const found = { empty: 0, whole: 0 };
  for (let n = 1; ; n += 1) {
    const first = await openInstance();
    first.measured.failFrom(n);
    const isDone = await restoreLines(first, lines);
    first.measured.failFrom(Number.POSITIVE_INFINITY);
    if (isDone) break;
    // The next start continues, or the task does that waits in the store.
    const to = n % 2 === 0 ? await first.restart() : first;
    if (n % 2 === 0) await to.service.upgrade();
    else await to.advanceTo(NOON + 2 * STAGED_MILLISECONDS);
    expect([n, await to.store.keys('staged'), await to.store.keys('restore')]).toEqual([n, [], []]);
    expect([n, (await to.newsroom.profile.get())?.slug]).toEqual([n, 'satama']);
    const isWhole = (await to.newsroom.releases.get(1)) !== null;
    expect([n, await derivedRows(to)]).toEqual([n, isWhole ? rows : emptyRows]);
    found[isWhole ? 'whole' : 'empty'] += 1;
    if (!isWhole) expect([n, await restoreLines(to, lines)]).toEqual([n, true]);
    expect((await to.newsroom.backup.rebuild()).repaired).toBe(0);
    await to.advanceTo(AFTER_EMBARGO);
    const feed = (await publicResponses(to, ['/fi/satama/feed.json'])).get('/fi/satama/feed.json');
    expect(feed?.[1]).toContain('Salainen');
    await to.service.close();
  }
  expect(found.empty).toBeGreaterThan(3);
  expect(found.whole).toBeGreaterThan(15);
}, 120_000);

test('during a restore the newsroom is served and empty, and nothing of the export is in it', async () => {
  const from = await openInstance();
  await fillNewsroom(from, 20, 2);
  const lines = await exportLines(from);
  const to = await openInstance();
  const before = await derivedRows(to);
  const part = { attempt: 'a', isFirst: true, isOperator: true, lines: lines.slice(0, -1) };
  expect((await to.newsroom.backup.restore(part)).ok).toBe(true);
  expect(await derivedRows(to)).toEqual(before);
  const feed = (await publicResponses(to, ['/fi/satama/feed.json'])).get('/fi/satama/feed.json');
  expect([feed?.[0], feed?.[1].includes('Silta')]).toEqual([200, false]);
  // Without its last line the export is cut short.
  expect(await to.newsroom.backup.finishRestore('a')).toMatchObject({ problem: { code: 'malformed' } });
  expect(await to.store.keys('staged')).toEqual([]);
});
