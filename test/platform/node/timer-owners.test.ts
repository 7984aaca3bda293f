import { expect, test } from 'vitest';
import { SILENT } from '../../../src/base/log.ts';
import { dueKeys } from '../../../src/jobs/due-keys.ts';
import { openDataDirectory } from '../../../src/platform/node/data-directory.ts';
import { TaskTimer } from '../../../src/platform/node/timer.ts';

const NOW = 1_762_981_707_000;

/** Owner 1 holds its tasks until `release` is called, as behind a long work under its lock. */
function openTimer() {
  const { database, store } = openDataDirectory(null);
  const held = Promise.withResolvers<void>();
  const began = Promise.withResolvers<void>();
  const otherRan = Promise.withResolvers<void>();
  const ran: string[] = [];
  const timer = new TaskTimer({
    store,
    now: () => NOW,
    log: SILENT,
    ownerOf: (key) => ({
      runTask: async (_, row) => {
        ran.push(row.split(':').slice(2).join(' '));
        if (key === 2) return otherRan.resolve();
        began.resolve();
        await held.promise;
      },
    }),
  });
  const add = (key: number, name: string) =>
    store.commit([{ key: dueKeys.row(NOW, key, name), value: { key, task: 'test' } }]);
  const close = async () => {
    held.resolve();
    await timer.stop();
    database.close();
  };
  return { timer, add, ran, began, otherRan, held, close };
}

test.each([
  ['a task of one newsroom does not wait for a task of another that runs long', 1],
  ['a newsroom with hundreds of due tasks that wait does not hide those of another', 250],
])('%s', async (_title, count) => {
  const { timer, add, ran, began, otherRan, close } = openTimer();
  for (let at = 0; at < count; at += 1) await add(1, `task-${at}`);
  timer.rearm();
  await began.promise;
  await add(2, 'embargo');
  timer.rearm();
  await otherRan.promise;
  expect(ran).toHaveLength(2);
  expect(ran[1]).toBe('000000002 embargo');
  await close();
});

test('a timer that is stopped begins no further task of a newsroom', async () => {
  const { timer, add, ran, began, held } = openTimer();
  await add(1, 'first');
  await add(1, 'second');
  timer.rearm();
  await began.promise;
  const stopped = timer.stop();
  held.resolve();
  await stopped;
  timer.rearm();
  await timer.runDueTasks();
  expect(ran).toEqual(['000000001 first']);
});
