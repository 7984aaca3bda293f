import { sha256 } from '../base/crypto.ts';
import type { Instant } from '../base/time/instant.ts';
import { paddedInstant } from '../storage/keys.ts';
import type { Store, Transaction } from '../storage/store.ts';
import { dueKeys } from './due-keys.ts';

const HOUR = 60 * 60 * 1000;
/** Counts in memory. Those that were written are read again. */
const MAX_KEPT = 50_000;

export interface HourlyLimit {
  /** What is counted and for whom. Only its hash is stored. */
  readonly name: string;
  readonly limit: number;
}

/**
 * Counts by hour of the clock. All owners of one process share an instance, and the counts are stored, so that neither a
 * restart nor an eviction begins an hour anew. A count that was not written before a kill is lost.
 */
export class HourlyCounts {
  readonly #store: Pick<Store, 'get'>;
  readonly #now: () => Instant;
  readonly #counts = new Map<string, number>();
  #hour: Instant = 0;

  constructor(store: Pick<Store, 'get'>, now: () => Instant) {
    this.#store = store;
    this.#now = now;
  }

  get nextHour(): Instant {
    return this.#hourNow() + HOUR;
  }

  /** Adds to all counts or, when one would exceed its limit, to none. What exceeds a limit alone has an hour of its own. */
  async tryAdd(limits: readonly HourlyLimit[], amount = 1): Promise<boolean> {
    const hour = this.#hourNow();
    const records = await Promise.all(limits.map(({ name }) => recordKey(hour, name)));
    for (const record of records) await this.#load(record);
    const counts = records.map((record) => this.#counts.get(record) ?? 0);
    const isFull = counts.some((count, at) => count > 0 && count + amount > (limits[at]?.limit ?? 0));
    if (isFull) return false;
    this.#startHour(hour);
    for (const [at, record] of records.entries()) this.#counts.set(record, (counts[at] ?? 0) + amount);
    return true;
  }

  /** Also adds the tasks that delete the counts after their hour. */
  async write(transaction: Transaction, key: number, names: readonly string[]): Promise<void> {
    const hour = this.#hourNow();
    for (const name of names) {
      const record = await recordKey(hour, name);
      const count = this.#counts.get(record);
      if (count === undefined) continue;
      transaction.set(record, { schema: 1, count });
      const task = dueKeys.row(hour + HOUR, key, `forget-hour-${record.slice(-32)}`);
      transaction.set(task, { key, task: 'forget', record });
    }
  }

  async #load(record: string): Promise<void> {
    if (this.#counts.has(record)) return;
    const count = (await this.#store.get(record))?.count;
    // Another request can have counted during the read.
    if (typeof count === 'number' && !this.#counts.has(record)) this.#counts.set(record, count);
  }

  #startHour(hour: Instant): void {
    if (hour === this.#hour && this.#counts.size < MAX_KEPT) return;
    this.#hour = hour;
    this.#counts.clear();
  }

  #hourNow(): Instant {
    const now = this.#now();
    return now - (now % HOUR);
  }
}

async function recordKey(hour: Instant, name: string): Promise<string> {
  return `hour:${paddedInstant(hour)}:${(await sha256(name)).slice(0, 32)}`;
}
