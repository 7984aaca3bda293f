import { expect, test } from 'vitest';
import { type Log, SILENT } from '../../src/base/log.ts';
import { dueKeys } from '../../src/jobs/due-keys.ts';
import { nextDue, runDueTasks } from '../../src/jobs/scheduler.ts';
import { memoryDriver } from '../../src/storage/memory-driver.ts';
import { openStore } from '../../src/storage/open-store.ts';
import type { Stored } from '../../src/storage/store.ts';

const NOON = Date.UTC(2026, 2, 10, 12);
const SECOND = 1000;
const KEY = 7;
/** Ends the test when a failing task is tried again without a wait. */
const MAX_ATTEMPTS = 20;

interface Attempt {
  readonly at: number;
  readonly source: unknown;
}

/** Adds tasks that are due at noon. `failing` has the number of failures by source. */
async function openTasks(tasks: readonly Stored[], failing: { readonly [source: string]: number }) {
  const store = openStore(memoryDriver());
  await store.commit(tasks.map((value) => ({ key: dueKeys.row(NOON, KEY, String(value.source)), value })));
  const attempts: Attempt[] = [];
  const failed: string[] = [];
  const log: Log = { ...SILENT, failed: (what) => failed.push(what) };
  return {
    store,
    attempts,
    failed,
    run: (at: number) => {
      const runTask = async ({ source }: Stored) => {
        const before = attempts.filter((attempt) => attempt.source === source).length;
        attempts.push({ at, source });
        if (before < Math.min(failing[String(source)] ?? 0, MAX_ATTEMPTS)) throw new Error('not now');
      };
      return runDueTasks(
        store,
        () => at,
        () => ({ runTask }),
        log,
      );
    },
    values: async () => store.getMany(await store.keys(dueKeys.all())),
  };
}

const task = (source: string) => ({ key: KEY, task: 'source', source });

test('a failed task is moved by a second, and the other tasks are run', async () => {
  const { run, attempts, failed, store, values } = await openTasks(['a', 'b', 'c'].map(task), { a: 1 });
  expect(await run(NOON)).toBe(2);
  expect(attempts).toEqual(['a', 'b', 'c'].map((source) => ({ at: NOON, source })));
  expect(failed).toEqual(['due task']);
  expect(await nextDue(store)).toBe(NOON + SECOND);
  expect(await values()).toEqual([task('a')]);
});

test('a failed task is run again after the second and removed when it succeeds', async () => {
  const { run, attempts, failed, store } = await openTasks([task('a')], { a: 1 });
  await run(NOON);
  expect(await run(NOON + SECOND - 1)).toBe(0);
  expect(attempts).toHaveLength(1);
  expect(await run(NOON + SECOND)).toBe(1);
  expect(attempts.map(({ at }) => at)).toEqual([NOON, NOON + SECOND]);
  expect([await nextDue(store), failed]).toEqual([null, ['due task']]);
});

test('each failure moves the task to a second after that attempt', async () => {
  const { run, attempts, store } = await openTasks([task('a')], { a: 3 });
  const times = [NOON, NOON + 5 * SECOND, NOON + 6 * SECOND, NOON + 60 * SECOND];
  const next: unknown[] = [];
  for (const at of times) {
    await run(at);
    next.push(await nextDue(store));
  }
  expect(attempts.map(({ at }) => at)).toEqual(times);
  expect(next).toEqual([NOON + SECOND, NOON + 6 * SECOND, NOON + 7 * SECOND, null]);
});

test('tasks that fail together are all moved and keep their content', async () => {
  const { run, values, failed } = await openTasks(['a', 'b', 'c'].map(task), { a: 1, c: 1 });
  expect(await run(NOON)).toBe(1);
  expect(await values()).toEqual([task('a'), task('c')]);
  expect(await run(NOON + SECOND)).toBe(2);
  expect([await values(), failed]).toEqual([[], ['due task', 'due task']]);
});

test('many failing tasks do not block the tasks behind them', async () => {
  const sources = Array.from({ length: 230 }, (_, at) => `s${String(at).padStart(3, '0')}`);
  const failing = Object.fromEntries(sources.slice(0, 220).map((source) => [source, 1]));
  const { run, attempts } = await openTasks(sources.map(task), failing);
  expect(await run(NOON)).toBe(10);
  expect(attempts).toHaveLength(sources.length);
  expect(await run(NOON + SECOND)).toBe(220);
});

test('a failed task that removes its own row is moved too', async () => {
  const { run, store, values } = await openTasks([{ ...task('a'), task: 'lift' }], { a: 1 });
  expect(await run(NOON)).toBe(0);
  expect(await nextDue(store)).toBe(NOON + SECOND);
  expect(await values()).toEqual([{ ...task('a'), task: 'lift' }]);
});
