import { expect, test } from 'vitest';
import { SILENT } from '../../src/base/log.ts';
import { HourlyCounts } from '../../src/jobs/hourly-counts.ts';
import { runDueTasks } from '../../src/jobs/scheduler.ts';
import { memoryDriver } from '../../src/storage/memory-driver.ts';
import { openStore } from '../../src/storage/open-store.ts';

const HOUR = 60 * 60 * 1000;
const A = { name: 'a', limit: 3 };
const B = { name: 'b', limit: 1 };

function open() {
  const clock = { now: 10 * HOUR + 5 };
  const store = openStore(memoryDriver());
  const openCounts = () => new HourlyCounts(store, () => clock.now);
  return { clock, store, openCounts };
}

test('a count that would exceed its limit changes none of the counts', async () => {
  const counts = open().openCounts();
  expect(await counts.tryAdd([A, B])).toBe(true);
  expect(await counts.tryAdd([A, B])).toBe(false);
  expect(await counts.tryAdd([A], 2)).toBe(true);
  expect(await counts.tryAdd([A])).toBe(false);
});

test('counts at the same time are all counted', async () => {
  const counts = open().openCounts();
  const added = await Promise.all(Array.from({ length: 10 }, () => counts.tryAdd([A])));
  expect(added.filter(Boolean)).toHaveLength(3);
});

test('an hour of the clock begins anew', async () => {
  const { clock, openCounts } = open();
  const counts = openCounts();
  expect(counts.nextHour).toBe(11 * HOUR);
  expect(await counts.tryAdd([B])).toBe(true);
  clock.now = 11 * HOUR - 1;
  expect(await counts.tryAdd([B])).toBe(false);
  clock.now = 11 * HOUR;
  expect(await counts.tryAdd([B])).toBe(true);
});

test('counts that were written survive a restart and are deleted after their hour', async () => {
  const { clock, store, openCounts } = open();
  const counts = openCounts();
  await counts.tryAdd([A], 3);
  const transaction = store.transaction();
  await counts.write(transaction, 1, ['a', 'never counted']);
  await transaction.commit();
  expect(await openCounts().tryAdd([A])).toBe(false);
  expect(await store.keys('hour')).toHaveLength(1);
  clock.now = 11 * HOUR;
  await runDueTasks(
    store,
    () => clock.now,
    () => ({ runTask: async () => undefined }),
    SILENT,
  );
  expect([await store.keys('hour'), await store.keys('due')]).toEqual([[], []]);
});
