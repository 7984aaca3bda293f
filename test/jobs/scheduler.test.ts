import { expect, test } from 'vitest';
import { type Log, SILENT } from '../../src/base/log.ts';
import { dueKeys } from '../../src/jobs/due-keys.ts';
import { runDueTasks } from '../../src/jobs/scheduler.ts';
import { memoryDriver } from '../../src/storage/memory-driver.ts';
import { openStore } from '../../src/storage/open-store.ts';
import type { Store, Stored } from '../../src/storage/store.ts';

const NOON = Date.UTC(2026, 2, 10, 12);
const KEY = 7;
const [FIRST, SECOND] = ['a', 'b'].map((task) => dueKeys.row(NOON, KEY, task));

/** What is done and what the log hears of, with the two rows due. */
async function woken(values: readonly Stored[], between: (store: Store) => Promise<void>) {
  const store = openStore(memoryDriver());
  const rows = [FIRST, SECOND].map((row) => row ?? '');
  await store.commit(rows.map((key, at) => ({ key, value: values[at] ?? {} })));
  const failed: string[] = [];
  const log: Log = { ...SILENT, failed: (what) => failed.push(what) };
  const done: string[] = [];
  const runTask = async (_task: Stored, row: string) => void done.push(row);
  const raced: Store = {
    ...store,
    async getMany(keys) {
      await between(store);
      return store.getMany(keys);
    },
  };
  await runDueTasks(raced, NOON, () => ({ runTask }), log);
  return { done, failed, left: await store.keys(dueKeys.all()) };
}

const TASK = { key: KEY, task: 'source', source: 's' };

test('a task that is taken back between being seen and being read is no failure', async () => {
  const taken = await woken([TASK, TASK], (store) => store.commit([{ key: FIRST ?? '' }]));
  expect(taken).toEqual({ done: [SECOND], failed: [], left: [] });
});

test('a row that is no task is told of, goes, and takes nothing else along', async () => {
  const met = await woken([{ schema: 1 }, TASK], async () => undefined);
  expect(met).toEqual({ done: [SECOND], failed: ['due task'], left: [] });
});
