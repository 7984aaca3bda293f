import type { Release } from '../domain/release.ts';
import type { Batch } from '../storage/batch.ts';
import type { Store } from '../storage/store.ts';
import type { Instant } from '../base/time/instant.ts';
import { newsroomCuts } from '../domain/timeline.ts';
import { newsOf, type Touched } from '../domain/announcement.ts';
import { mailingOf, putMailing } from '../subscribers/mail-fanout.ts';
import { noteReadable, tally } from '../jobs/delivery-counts.ts';
import { putJob } from '../jobs/jobs.ts';

/** What a search for the hub's receivers is about. */
export interface PushErrand {
  /** The release that counts the deliveries; null for a change of the profile, or across newsrooms. */
  readonly number: number | null;
  /** Null: every feed. */
  readonly touched: readonly Touched[] | null;
  /** How far the search has come; null at its start. */
  readonly cursor: string | null;
}

interface Change {
  readonly before: Release | null;
  readonly after: Release;
  readonly at: Instant;
  /** Nobody is mailed or called. */
  readonly isQuiet: boolean;
}

/**
 * What must leave because of a change that is committed with `batch`: the change and its outbox are one write. Runs under
 * the newsroom's lock.
 */
export async function announce(
  batch: Batch,
  store: Store,
  key: number,
  { before, after, at, isQuiet }: Change,
): Promise<void> {
  const news = newsOf(before, after, newsroomCuts);
  if (news === null) return;
  await noteReadable(batch, store, key, news.number, news.appeared, at);
  if (isQuiet) return;
  await tally(batch, store, key, news.number, 'push', { open: 1, at });
  const { number, revision, touched } = news;
  await putPush(batch, store, key, `${number}-${revision}`, { number, touched, cursor: null }, at);
  const mailing = mailingOf(news, after, at);
  if (mailing !== null) await putMailing(batch, store, key, mailing);
}

/** The search for the hub's receivers. The same `id` again begins anew. */
export async function putPush(
  batch: Batch,
  store: Store,
  key: number,
  id: string,
  errand: PushErrand,
  now: Instant,
): Promise<void> {
  await putJob(batch, store, key, { channel: 'push-fanout', id, content: { ...errand }, now });
}
