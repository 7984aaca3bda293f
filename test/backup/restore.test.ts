import { beforeAll, describe, expect, test } from 'vitest';
import { newsroomKeys } from '../../src/repository/keys.ts';
import { decodeRelease } from '../../src/repository/records.ts';
import {
  answers,
  derived,
  exported,
  fill,
  LATER,
  openPlace,
  type Place,
  PORTION,
  publicPaths,
  restore,
} from '../websub/moving.ts';

describe('a restore of several portions', () => {
  let from: Place;
  let to: Place;
  beforeAll(async () => {
    from = await openPlace();
    await fill(from, 320, 56);
    const lines = await exported(from);
    to = await openPlace();
    to.requestLog.most();
    if (!(await restore(to, lines))) throw new Error('refused');
  }, 60_000);

  test('never reads or writes more than a portion at once', () => {
    const { rows, writes } = to.requestLog.most();
    expect(rows).toBeLessThanOrEqual(PORTION);
    expect(writes).toBeLessThanOrEqual(PORTION);
    expect(writes).toBeGreaterThan(100);
  });

  test('has all lists, timelines and search rows of the original', async () => {
    const rows = await derived(from);
    expect(rows.size).toBeGreaterThan(4 * PORTION);
    expect(await derived(to)).toEqual(rows);
  });

  test('answers the public byte for byte as the original', async () => {
    const there = await answers(from, publicPaths());
    const here = await answers(to, publicPaths());
    const found = [...there.values()].filter(([status]) => status === 200);
    expect(found.length).toBeGreaterThan(150);
    const differing = [...there].filter(([path, answer]) => here.get(path)?.join() !== answer.join());
    expect(differing.map(([path]) => path)).toEqual([]);
  });

  test('is sound, and its rebuild counts what that of the original counts', async () => {
    const rebuilt = await from.newsroom.backup.rebuild();
    expect(rebuilt.repaired).toBe(0);
    expect(await to.newsroom.backup.rebuild()).toEqual(rebuilt);
  });
});

test('wherever a restore breaks off it leaves the newsroom closed, and the next one makes it whole', async () => {
  const from = await openPlace();
  await fill(from, 110, 4);
  const lines = await exported(from);
  const rows = await derived(from);
  const paths = ['/fi/satama', '/fi/satama/feed.rss', '/fi/satama/20/silta-19', '/fi/satama/search?q=silta'];
  let tried = 0;
  for (let n = 1; ; n += 1) {
    const first = await openPlace();
    first.requestLog.failAt(n);
    const isDone = await restore(first, lines);
    first.requestLog.failAt(Number.POSITIVE_INFINITY);
    if (isDone) break;
    tried += 1;
    const to = await first.again();
    if (n > 1) expect([n, await to.newsroom.profile.get()]).toEqual([n, null]);
    // The embargo is over by now, and does not lift in a newsroom that is closed.
    await to.moveTo(LATER);
    await to.service.settled();
    const embargoed = decodeRelease(await to.store.get(newsroomKeys.release(1, 112)));
    expect([n, embargoed?.state ?? 'scheduled']).toEqual([n, 'scheduled']);
    const closed = await answers(to, n > 1 ? paths : []);
    expect([...closed.values()].filter(([status]) => status !== 404)).toEqual([]);
    expect((await answers(to, ['/fi/feed.json'])).get('/fi/feed.json')?.[1]).toMatch(/"items":\[\s*\]/);

    // One that breaks off while it clears what the one before has left, or soon after, is no worse.
    to.requestLog.failAt(1 + (n % 4));
    expect(await restore(to, lines)).toBe(false);
    to.requestLog.failAt(Number.POSITIVE_INFINITY);
    expect([n, await restore(to, lines)]).toEqual([n, true]);
    expect(await derived(to)).toEqual(rows);
    expect((await to.newsroom.backup.rebuild()).repaired).toBe(0);
    await to.service.runDueTasks();
    const feed = (await answers(to, ['/fi/satama/feed.json'])).get('/fi/satama/feed.json');
    expect(feed?.[1]).toContain('Salainen');
  }
  expect(tried).toBeGreaterThan(15);

  // With all but the last commit done, another export leaves nothing of this one.
  const other = await openPlace();
  await fill(other, 20, 2);
  const to = await openPlace();
  to.requestLog.failAt(tried);
  expect(await restore(to, lines)).toBe(false);
  to.requestLog.failAt(Number.POSITIVE_INFINITY);
  expect(await restore(to, await exported(other))).toBe(true);
  expect(await derived(to)).toEqual(await derived(other));
}, 120_000);
