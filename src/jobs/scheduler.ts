import type { Log } from '../base/log.ts';
import type { Instant } from '../base/time/instant.ts';
import { ascending, padded } from '../storage/keys.ts';
import { type Store, type Stored, StoreFailure } from '../storage/store.ts';
import { dueKeys } from './due-keys.ts';

const PORTION = 100;
/** How long a failed task waits before it is tried again. */
const RETRY = 1000;

/** When the store's next task is due; null when nothing is. */
export async function nextDue(store: Store): Promise<Instant | null> {
  const [row] = await store.keys(dueKeys.all(), { limit: 1 });
  return row === undefined ? null : Number(row.split(':')[1]);
}

/** Whose rows are due: a newsroom, or the directory. */
export interface TaskOwner {
  /** Does one task, whose row is `row`. What it does not know it passes over. */
  runTask(task: Stored, row: string): Promise<void>;
}

/** Tasks that remove their rows themselves, under the lock that adds rows, once nothing is left to do. */
const KEEPS_ROW: readonly unknown[] = ['outbox', 'queue', 'lift'];

/**
 * Does what is due at `now`, soonest first: embargoes lift, outboxes drain, queues run, spent Idempotency-Keys go. A task that fails
 * is put off, so that it delays no other. Returns how many tasks were done.
 */
export async function runDueTasks(
  store: Store,
  now: Instant,
  owner: (key: number) => TaskOwner,
  log: Log,
): Promise<number> {
  let done = 0;
  for (;;) {
    const rows = await store.keys(dueKeys.all(), {
      limit: PORTION,
      before: `${dueKeys.all()}:${ascending(now + 1)}`,
    });
    if (rows.length === 0) return done;
    const tasks = await store.getMany(rows);
    for (const [at, row] of rows.entries()) {
      const { key, task, record } = tasks[at] ?? {};
      if (typeof key !== 'number') {
        // Somebody took it back between the two reads: a hint that a sooner one replaced, say.
        if (await isGone(store, row)) continue;
        // One that cannot be read, or is none of ours, must not be met for ever. A rebuild sets embargoes anew.
        log.failed('due task', new StoreFailure('broken'));
        await store.commit([{ key: row }]);
        continue;
      }
      try {
        if (task === 'forget' && typeof record === 'string') await store.commit([{ key: record }]);
        else await owner(key).runTask(tasks[at] ?? {}, row);
        if (!KEEPS_ROW.includes(task)) await store.commit([{ key: row }]);
        done += 1;
      } catch (error) {
        log.failed('due task', error);
        const later = `${dueKeys.all()}:${ascending(now + RETRY)}:${padded(key)}:${row.split(':').slice(3).join(':')}`;
        await store.commit([{ key: row }, { key: later, value: tasks[at] ?? {} }]);
      }
    }
  }
}

/** To `getMany` a record that is not there and one that cannot be read are the same. */
async function isGone(store: Store, key: string): Promise<boolean> {
  try {
    return (await store.get(key)) === null;
  } catch (error) {
    // With a code it is the engine that failed, and nothing is known of the record.
    if (error instanceof StoreFailure && error.code === null) return false;
    throw error;
  }
}
