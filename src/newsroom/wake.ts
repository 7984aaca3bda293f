import { ascending, padded } from '../store/keys.ts';
import type { Store } from '../store/store.ts';
import type { Instant } from '../time/instant.ts';
import { newsroomKeys } from './keys.ts';
import type { NewsroomHouse } from './newsroom.ts';

const PORTION = 100;
/** How long a failed task waits before it is tried again. */
const RETRY = 1000;

/** When the store's next task is due; null when nothing is. */
export async function nextDue(store: Store): Promise<Instant | null> {
  const [row] = await store.keys(newsroomKeys.due(), { limit: 1 });
  return row === undefined ? null : Number(row.split(':')[1]);
}

/**
 * Does what is due at `now`, soonest first: embargoes lift, outboxes drain, spent Idempotency-Keys go. A task that fails
 * is put off, so that it delays no other. Returns how many tasks were done.
 */
export async function wake(
  store: Store,
  now: Instant,
  newsroom: (key: number) => NewsroomHouse,
): Promise<number> {
  let done = 0;
  for (;;) {
    const rows = await store.keys(newsroomKeys.due(), {
      limit: PORTION,
      before: `${newsroomKeys.due()}:${ascending(now + 1)}`,
    });
    if (rows.length === 0) return done;
    const tasks = await store.getMany(rows);
    for (const [at, row] of rows.entries()) {
      const { key, task, number, record } = tasks[at] ?? {};
      if (typeof key !== 'number') {
        // No task of ours: it must not be met for ever.
        await store.commit([{ key: row }]);
        continue;
      }
      try {
        if (task === 'lift' && typeof number === 'number') await newsroom(key).lift(number);
        if (task === 'outbox') await newsroom(key).drain();
        if (task === 'forget' && typeof record === 'string') await store.commit([{ key: record }]);
        // A drain removes its own row once nothing is left, under the lock that adds rows.
        if (task !== 'outbox') await store.commit([{ key: row }]);
        done += 1;
      } catch {
        const later = `${newsroomKeys.due()}:${ascending(now + RETRY)}:${padded(key)}:${row.split(':').slice(3).join(':')}`;
        await store.commit([{ key: row }, { key: later, value: tasks[at] ?? {} }]);
      }
    }
  }
}
