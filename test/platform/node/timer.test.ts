import { expect, test } from 'vitest';
import { SILENT } from '../../../src/base/log.ts';
import { dueKeys } from '../../../src/jobs/due-keys.ts';
import { TaskTimer } from '../../../src/platform/node/timer.ts';
import { memoryDriver } from '../../../src/storage/memory-driver.ts';
import { openStore } from '../../../src/storage/open-store.ts';

const NOON = Date.parse('2026-03-10T12:00:00+02:00');

test('a timer that is stopped begins no task, also one that is added while it stops', async () => {
  const store = openStore(memoryDriver());
  const begun: unknown[] = [];
  const began = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const runTask = async ({ task }: { readonly task?: unknown }) => {
    begun.push(task);
    began.resolve();
    await goOn.promise;
  };
  const timer = new TaskTimer({ store, now: () => NOON, log: SILENT, ownerOf: () => ({ runTask }) });
  const add = (task: string) => store.commit([{ key: dueKeys.row(NOON, 1, task), value: { key: 1, task } }]);
  await add('first');
  void timer.runDueTasks();
  await began.promise;
  const stopped = timer.stop();
  goOn.resolve();
  await stopped;
  await add('second');
  await timer.runDueTasks();
  expect(begun).toEqual(['first']);
});
