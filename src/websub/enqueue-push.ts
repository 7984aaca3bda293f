import type { Instant } from '../base/time/instant.ts';
import type { TouchedFeeds } from '../domain/announcement.ts';
import { enqueueJob } from '../jobs/jobs.ts';
import type { Transaction } from '../storage/store.ts';

export interface PushFanout {
  /** The release whose deliveries are counted; null for a change of the profile and in the directory. */
  readonly number: number | null;
  /** Null means every feed. */
  readonly touched: readonly TouchedFeeds[] | null;
  /** The position that the fan-out has reached; null at the start. */
  readonly cursor: string | null;
}

/** Enqueuing the same `id` again restarts the fan-out. */
export async function enqueuePush(
  transaction: Transaction,
  key: number,
  id: string,
  fanout: PushFanout,
  now: Instant,
): Promise<void> {
  await enqueueJob(transaction, key, { channel: 'push-fanout', id, content: { ...fanout }, now });
}
