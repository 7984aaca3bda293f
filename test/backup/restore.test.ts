import { beforeAll, describe, expect, test } from 'vitest';
import { newsroomKeys } from '../../src/repository/keys.ts';
import { decodeRelease } from '../../src/repository/records.ts';
import {
  AFTER_EMBARGO,
  BATCH_SIZE,
  derivedRows,
  exportLines,
  fillNewsroom,
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

test('after an interruption at any commit the newsroom stays closed, and the next restore completes it', async () => {
  const from = await openInstance();
  await fillNewsroom(from, 110, 4);
  const lines = await exportLines(from);
  const rows = await derivedRows(from);
  const paths = ['/fi/satama', '/fi/satama/feed.rss', '/fi/satama/20/silta-19', '/fi/satama/search?q=silta'];
  let attempts = 0;
  for (let n = 1; ; n += 1) {
    const first = await openInstance();
    first.measured.failFrom(n);
    const isDone = await restoreLines(first, lines);
    first.measured.failFrom(Number.POSITIVE_INFINITY);
    if (isDone) break;
    attempts += 1;
    const to = await first.restart();
    if (n > 1) expect([n, await to.newsroom.profile.get()]).toEqual([n, null]);
    // The embargo has ended by now, but it does not lift in a closed newsroom.
    await to.advanceTo(AFTER_EMBARGO);
    await to.service.waitUntilIdle();
    const embargoed = decodeRelease(await to.store.get(newsroomKeys.release(1, 112)));
    expect([n, embargoed?.state ?? 'scheduled']).toEqual([n, 'scheduled']);
    const closed = await publicResponses(to, n > 1 ? paths : []);
    expect([...closed.values()].filter(([status]) => status !== 404)).toEqual([]);
    expect((await publicResponses(to, ['/fi/feed.json'])).get('/fi/feed.json')?.[1]).toMatch(
      /"items":\[\s*\]/,
    );

    // The next restore is interrupted too, while it removes the records of the first one or soon after.
    to.measured.failFrom(1 + (n % 4));
    expect(await restoreLines(to, lines)).toBe(false);
    to.measured.failFrom(Number.POSITIVE_INFINITY);
    expect([n, await restoreLines(to, lines)]).toEqual([n, true]);
    expect(await derivedRows(to)).toEqual(rows);
    expect((await to.newsroom.backup.rebuild()).repaired).toBe(0);
    await to.service.runDueTasks();
    const feed = (await publicResponses(to, ['/fi/satama/feed.json'])).get('/fi/satama/feed.json');
    expect(feed?.[1]).toContain('Salainen');
  }
  expect(attempts).toBeGreaterThan(15);

  // A restore of another export removes all records of a restore that lacks only its last commit.
  const other = await openInstance();
  await fillNewsroom(other, 20, 2);
  const to = await openInstance();
  to.measured.failFrom(attempts);
  expect(await restoreLines(to, lines)).toBe(false);
  to.measured.failFrom(Number.POSITIVE_INFINITY);
  expect(await restoreLines(to, await exportLines(other))).toBe(true);
  expect(await derivedRows(to)).toEqual(await derivedRows(other));
}, 120_000);
