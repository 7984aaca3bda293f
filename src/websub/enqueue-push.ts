import type { Instant } from '../base/time/instant.ts';
import type { TouchedFeeds } from '../domain/announcement.ts';
import { enqueueJob } from '../jobs/jobs.ts';
import type { Transaction } from '../storage/store.ts';

/** What a search for the hub's receivers is about. */
export interface PushFanout {
  /** The release that counts the deliveries; null for a change of the profile, or across newsrooms. */
  readonly number: number | null;
  /** Null: every feed. */
  readonly touched: readonly TouchedFeeds[] | null;
  /** How far the search has come; null at its start. */
  readonly cursor: string | null;
}

/** The search for the hub's receivers. The same `id` again begins anew. */
export async function enqueuePush(
  transaction: Transaction,
  key: number,
  id: string,
  fanout: PushFanout,
  now: Instant,
): Promise<void> {
  await enqueueJob(transaction, key, { channel: 'push-fanout', id, content: { ...fanout }, now });
}
