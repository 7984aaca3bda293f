import type { Instant } from '../base/time/instant.ts';
import { announcementOf } from '../domain/announcement.ts';
import type { Release } from '../domain/release.ts';
import { newsroomCuts } from '../domain/timeline.ts';
import { countDelivery, recordReadable } from '../jobs/delivery-counts.ts';
import type { Batch } from '../storage/batch.ts';
import type { Store } from '../storage/store.ts';
import { enqueueMailing, mailFanoutOf } from '../subscribers/mail-fanout.ts';
import { enqueuePush } from '../websub/enqueue-push.ts';

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
export async function enqueueDeliveries(
  batch: Batch,
  store: Store,
  key: number,
  { before, after, at, isQuiet }: Change,
): Promise<void> {
  const news = announcementOf(before, after, newsroomCuts);
  if (news === null) return;
  await recordReadable(batch, store, key, news.number, news.appeared, at);
  if (isQuiet) return;
  await countDelivery(batch, store, key, news.number, 'push', { open: 1, at });
  const { number, revision, touched } = news;
  await enqueuePush(batch, store, key, `${number}-${revision}`, { number, touched, cursor: null }, at);
  const mailing = mailFanoutOf(news, after, at);
  if (mailing !== null) await enqueueMailing(batch, store, key, mailing);
}
