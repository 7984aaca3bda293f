import { LANGUAGES } from '../base/locale/language.ts';
import type { Instant } from '../base/time/instant.ts';
import { cancelJob } from '../jobs/jobs.ts';
import { newsroomKeys } from '../repository/keys.ts';
import type { Batch } from '../storage/batch.ts';
import type { Store } from '../storage/store.ts';
import { CONFIRMATION_LIFETIME } from './link.ts';
import { mailJobIds } from './mail-jobs.ts';
import { subscriberKeys } from './records.ts';

/**
 * Everything that is kept of a subscription goes, with the mails that wait for it; what stays for a week is that links
 * issued until now confirm nothing. `except` is a job that its queue is ending. Runs under the newsroom's lock.
 */
export async function endSubscription(
  batch: Batch,
  store: Store,
  key: number,
  id: string,
  now: Instant,
  except?: string,
): Promise<void> {
  for (const language of LANGUAGES) batch.remove(subscriberKeys.subscriber(key, language, id));
  for (const row of await store.keys(subscriberKeys.mailedTo(key, id))) batch.remove(row);
  for (const row of await store.keys(subscriberKeys.pendings(key, id))) batch.remove(row);
  for (const job of await mailJobIds(store, key, id)) {
    if (job !== except) await cancelJob(batch, store, key, 'mail', job, now);
  }
  const mark = subscriberKeys.cancelled(key, id);
  const before = (await store.get(mark))?.at;
  const task = (at: Instant) =>
    newsroomKeys.dueRow(at + CONFIRMATION_LIFETIME, key, `forget-${id}-cancelled`);
  if (typeof before === 'number') batch.remove(task(before));
  batch.set(mark, { schema: 1, at: now });
  batch.set(task(now), { key, task: 'forget', record: mark });
}
