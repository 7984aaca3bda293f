import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Health, HealthCheck } from '../../http/service.ts';
import { dueKeys } from '../../jobs/due-keys.ts';
import { ascending } from '../../storage/keys.ts';
import type { Store } from '../../storage/store.ts';
import type { Database } from './sqlite.ts';

/** Milliseconds that a task may be late before the house is said to be ill: a busy house is a little late all the time. */
const LATE = 5 * 60 * 1000;
/** A store that could not be written is asked again by a write of our own, at most so often. In milliseconds. */
const PROBE = 1000;

export interface HealthCheckOptions {
  readonly store: Store;
  readonly database: Database;
  /** The directory of the data; null when there is none. */
  readonly data: string | null;
  readonly now: () => number;
}

/**
 * How the house is. A failed commit is remembered until one goes well; whoever was sent away because of it brings none, so
 * the question itself tries one.
 */
export function openHealthCheck({ store, database, data, now }: HealthCheckOptions): () => Promise<Health> {
  let probedAt = Number.NEGATIVE_INFINITY;

  async function writes(): Promise<boolean> {
    if (data !== null && !(await isThere(data))) return false;
    if (database.failing === null) return true;
    // The commit that tells would have to meet the damaged page, which one of our own may not.
    if (database.failing === 'damaged') return false;
    // The machine's own clock: the service's may be set back.
    const at = performance.now();
    if (at - probedAt < PROBE) return false;
    probedAt = at;
    database.probe();
    return true;
  }

  /** A row of instant 0 is due as soon as it is written, and put off to a later one when it fails. */
  async function tasks(): Promise<boolean> {
    const range = { after: `${dueKeys.all()}:${ascending(1)}`, limit: 1 };
    const [row] = await store.keys(dueKeys.all(), range);
    return row === undefined || Number(row.split(':')[1]) > now() - LATE;
  }

  /** That a page is damaged is known from whoever met it: no look at all of them would be cheap. */
  async function reads(): Promise<boolean> {
    await store.keys('directory', { limit: 1 });
    return !database.isDamaged;
  }

  return async () => ({
    store: await outcome(reads),
    writes: await outcome(writes),
    tasks: await outcome(tasks),
  });
}

async function outcome(check: () => Promise<boolean>): Promise<NonNullable<Health[HealthCheck]>> {
  const isWell = await check().catch(() => false);
  return isWell ? 'ok' : 'failed';
}

/** A file that was taken away goes on being written, and is gone with the process. */
async function isThere(data: string): Promise<boolean> {
  await access(data, constants.W_OK | constants.X_OK);
  await access(join(data, 'kaiku.db'), constants.W_OK);
  return true;
}
