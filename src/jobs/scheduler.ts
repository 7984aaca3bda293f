import type { Log } from '../base/log.ts';
import type { Instant } from '../base/time/instant.ts';
import { keyBatches } from '../storage/batches.ts';
import { paddedInstant, paddedNumber } from '../storage/keys.ts';
import { type Store, type Stored, StoreFailure } from '../storage/store.ts';
import { dueKeys } from './due-keys.ts';

const BATCH_SIZE = 100;
/** In milliseconds. */
const TASK_RETRY_DELAY = 1000;

/** `isBusy` leaves out owners whose tasks are running: they ask again when they have finished. */
export async function nextDue(
  store: Store,
  isBusy: (key: number) => boolean = () => false,
): Promise<Instant | null> {
  for await (const rows of keyBatches(store, dueKeys.all(), BATCH_SIZE)) {
    const row = rows.find((each) => !isBusy(ownerKeyOf(each)));
    if (row !== undefined) return Number(row.split(':')[1]);
  }
  return null;
}

/** The rows that are due, by the key of their owner. An owner's rows are in the order of their times. */
export async function dueRowsByOwner(store: Store, now: Instant): Promise<Map<number, string[]>> {
  const byOwner = new Map<number, string[]>();
  const range = { before: `${dueKeys.all()}:${paddedInstant(now + 1)}` };
  for await (const rows of keyBatches(store, dueKeys.all(), BATCH_SIZE, range)) {
    for (const row of rows) {
      const own = byOwner.get(ownerKeyOf(row)) ?? [];
      // The rest is found when these have run.
      if (own.length < BATCH_SIZE) own.push(row);
      byOwner.set(ownerKeyOf(row), own);
    }
  }
  return byOwner;
}

function ownerKeyOf(row: string): number {
  return Number(row.split(':')[2]);
}

/** A newsroom or the directory, whose due tasks the scheduler runs. */
export interface TaskOwner {
  /** Must ignore tasks of unknown kinds. */
  runTask(task: Stored, row: string): Promise<void>;
}

/** These tasks remove their rows under the owner's lock, so that a row added meanwhile is not lost. */
const SELF_REMOVING_TASKS: readonly unknown[] = ['outbox', 'queue', 'lift'];

/**
 * Runs all tasks of a store that are due, one after another, also those that become due meanwhile. Returns the number of tasks
 * that succeeded.
 */
export async function runDueTasks(
  store: Store,
  now: () => Instant,
  ownerOf: (key: number) => TaskOwner,
  log: Log,
): Promise<number> {
  let succeeded = 0;
  for (;;) {
    const at = now();
    const rows = await store.keys(dueKeys.all(), {
      limit: BATCH_SIZE,
      before: `${dueKeys.all()}:${paddedInstant(at + 1)}`,
    });
    if (rows.length === 0) return succeeded;
    succeeded += await runTasks(rows, { store, now: at, ownerOf, log });
  }
}

export interface TaskContext {
  readonly store: Store;
  readonly now: Instant;
  readonly log: Log;
  readonly ownerOf: (key: number) => TaskOwner;
  /** When it becomes true, no further task begins. */
  readonly isStopped?: () => boolean;
}

/** Moves a failed task to a later time, so that it does not block the others. Returns the number of tasks that succeeded. */
export async function runTasks(
  rows: readonly string[],
  { store, now, ownerOf, log, isStopped = () => false }: TaskContext,
): Promise<number> {
  let succeeded = 0;
  const tasks = await store.getMany(rows);
  for (const [at, row] of rows.entries()) {
    if (isStopped()) break;
    const { key, task, record } = tasks[at] ?? {};
    if (typeof key !== 'number') {
      // The row can be removed before it is read, for example when a queue moves its task, and written again after that.
      // Then it is found in the next run.
      if (await isRemovedOrWritten(store, row)) continue;
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
  return succeeded;
}

/** `getMany` does not distinguish a missing record from an unreadable one. */
async function isRemovedOrWritten(store: Store, row: string): Promise<boolean> {
  try {
    const task = await store.get(row);
    return task === null || typeof task.key === 'number';
  } catch (error) {
    // A failure with a code comes from the storage engine and says nothing about the record.
    if (error instanceof StoreFailure && error.code === null) return false;
    throw error;
  }
}
