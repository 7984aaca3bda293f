import type { Log } from '../base/log.ts';
import type { Instant } from '../base/time/instant.ts';
import { paddedInstant, paddedNumber } from '../storage/keys.ts';
import { type Store, type Stored, StoreFailure } from '../storage/store.ts';
import { dueKeys } from './due-keys.ts';

const BATCH_SIZE = 100;
/** In milliseconds. */
const TASK_RETRY_DELAY = 1000;

export async function nextDue(store: Store): Promise<Instant | null> {
  const [row] = await store.keys(dueKeys.all(), { limit: 1 });
  return row === undefined ? null : Number(row.split(':')[1]);
}

/** A newsroom or the directory, whose due tasks the scheduler runs. */
export interface TaskOwner {
  /** Must ignore tasks of unknown kinds. */
  runTask(task: Stored, row: string): Promise<void>;
}

/** These tasks remove their rows under the owner's lock, so that a row added meanwhile is not lost. */
const SELF_REMOVING_TASKS: readonly unknown[] = ['outbox', 'queue', 'lift'];

/** Moves a failed task to a later time, so that it does not block the others. Returns the number of tasks that succeeded. */
export async function runDueTasks(
  store: Store,
  now: Instant,
  ownerOf: (key: number) => TaskOwner,
  log: Log,
): Promise<number> {
  let succeeded = 0;
  for (;;) {
    const rows = await store.keys(dueKeys.all(), {
      limit: BATCH_SIZE,
      before: `${dueKeys.all()}:${paddedInstant(now + 1)}`,
    });
    if (rows.length === 0) return succeeded;
    const tasks = await store.getMany(rows);
    for (const [at, row] of rows.entries()) {
      const { key, task, record } = tasks[at] ?? {};
      if (typeof key !== 'number') {
        // The row can be removed between the two reads, for example when a queue moves its task.
        if (await isRemoved(store, row)) continue;
        // A malformed row is deleted, or it would fail at every run. A rebuild restores the tasks of embargoes.
        log.failed('due task', new StoreFailure('broken'));
        await store.commit([{ key: row }]);
        continue;
      }
      try {
        if (task === 'forget' && typeof record === 'string') await store.commit([{ key: record }]);
        else await ownerOf(key).runTask(tasks[at] ?? {}, row);
        if (!SELF_REMOVING_TASKS.includes(task)) await store.commit([{ key: row }]);
        succeeded += 1;
      } catch (error) {
        log.failed('due task', error);
        const laterRow = `${dueKeys.all()}:${paddedInstant(now + TASK_RETRY_DELAY)}:${paddedNumber(key)}:${row.split(':').slice(3).join(':')}`;
        await store.commit([{ key: row }, { key: laterRow, value: tasks[at] ?? {} }]);
      }
    }
  }
}

/** `getMany` does not distinguish a missing record from an unreadable one. */
async function isRemoved(store: Store, key: string): Promise<boolean> {
  try {
    return (await store.get(key)) === null;
  } catch (error) {
    // A failure with a code comes from the storage engine and says nothing about the record.
    if (error instanceof StoreFailure && error.code === null) return false;
    throw error;
  }
}
