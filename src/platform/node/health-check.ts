import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Health, HealthCheck } from '../../http/service.ts';
import { dueKeys } from '../../jobs/due-keys.ts';
import { paddedInstant } from '../../storage/keys.ts';
import type { Store } from '../../storage/store.ts';
import { countDamage } from './damage.ts';
import type { DataDirectory } from './data-directory.ts';

/** In milliseconds. A busy service is always a little late, which is no failure. */
const MAX_TASK_DELAY = 5 * 60 * 1000;
/** Between two commits of the check, in milliseconds. */
const PROBE_INTERVAL = 1000;

export interface HealthCheckOptions {
  readonly store: Store;
  readonly place: DataDirectory;
  readonly data: string | null;
  readonly now: () => number;
}

/** Makes a commit after a failed one, since an unhealthy service may get no requests that would make one. */
export function createHealthCheck({ store, place, data, now }: HealthCheckOptions): () => Promise<Health> {
  const { database } = place;
  let probedAt = Number.NEGATIVE_INFINITY;

  async function checkWrites(): Promise<boolean> {
    if (data !== null && !(await isWritable(data))) return false;
    if (database.writeFailure === null) return true;
    // A commit of our own may succeed because it does not touch the damaged page.
    if (database.writeFailure === 'damaged') return false;
    // `now` may be set back, `performance.now` is monotonic.
    const at = performance.now();
    if (at - probedAt < PROBE_INTERVAL) return false;
    probedAt = at;
    database.probe();
    return true;
  }

  /** Rows of instant 0 are skipped: such a row is due as soon as it is written, and gets a later instant when it fails. */
  async function checkTasks(): Promise<boolean> {
    const range = { after: `${dueKeys.all()}:${paddedInstant(1)}`, limit: 1 };
    const [row] = await store.keys(dueKeys.all(), range);
    return row === undefined || Number(row.split(':')[1]) > now() - MAX_TASK_DELAY;
  }

  /** A damaged page is known only after a statement has met it, since a check of all pages is slow. */
  async function checkReads(): Promise<boolean> {
    await store.keys('directory', { limit: 1 });
    return !database.isDamaged;
  }

  return async () => ({
    store: await outcome(checkReads),
    writes: await outcome(checkWrites),
    tasks: await outcome(checkTasks),
    damage: await countDamage(place),
  });
}

async function outcome(check: () => Promise<boolean>): Promise<NonNullable<Health[HealthCheck]>> {
  const isHealthy = await check().catch(() => false);
  return isHealthy ? 'ok' : 'failed';
}

/** Must be asked, since SQLite goes on writing to a file that has been removed. */
async function isWritable(data: string): Promise<boolean> {
  await access(data, constants.W_OK | constants.X_OK);
  await access(join(data, 'kaiku.db'), constants.W_OK);
  return true;
}
