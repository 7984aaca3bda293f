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

/** Runs two due tasks. `beforeRead` is called between the two reads of the scheduler, `onRun` while a task runs. */
async function runTwoTasks(
  values: readonly Stored[],
  beforeRead: (store: Store) => Promise<void>,
  onRun: (row: string) => Promise<void> = async () => undefined,
) {
  const store = openStore(memoryDriver());
  const rows = [FIRST, SECOND].map((row) => row ?? '');
  await store.commit(rows.map((key, at) => ({ key, value: values[at] ?? {} })));
  const failed: string[] = [];
  const log: Log = { ...SILENT, failed: (what) => failed.push(what) };
  const done: string[] = [];
  const runTask = async (_task: Stored, row: string) => {
    done.push(row);
    await onRun(row);
  };
  const interferingStore: Store = {
    ...store,
    async getMany(keys) {
      await beforeRead(store);
      return store.getMany(keys);
    },
  };
  await runDueTasks(
    interferingStore,
    () => NOON,
    () => ({ runTask }),
    log,
  );
  return { done, failed, remaining: await store.keys(dueKeys.all()) };
}

const TASK = { key: KEY, task: 'source', source: 's' };

test('a task that is removed between the two reads is no failure', async () => {
  const result = await runTwoTasks([TASK, TASK], (store) => store.commit([{ key: FIRST ?? '' }]));
  expect(result).toEqual({ done: [SECOND], failed: [], remaining: [] });
});

test('a task that is removed before it is read and written again after that is run', async () => {
  let opened: Store | undefined;
  const result = await runTwoTasks(
    [TASK, TASK],
    async (store) => {
      if (opened === undefined) await store.commit([{ key: SECOND ?? '' }]);
      opened = store;
    },
    async (row) => {
      if (row === FIRST) await opened?.commit([{ key: SECOND ?? '', value: TASK }]);
    },
  );
  expect(result).toEqual({ done: [FIRST, SECOND], failed: [], remaining: [] });
});

test('a malformed row is logged and removed, and the other task is run', async () => {
  const result = await runTwoTasks([{ schema: 1 }, TASK], async () => undefined);
  expect(result).toEqual({ done: [SECOND], failed: ['due task'], remaining: [] });
});
