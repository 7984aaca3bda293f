import { LANGUAGES } from '../base/locale/language.ts';
import type { Instant } from '../base/time/instant.ts';
import { dueKeys } from '../jobs/due-keys.ts';
import { cancelJob } from '../jobs/jobs.ts';
import type { Transaction } from '../storage/store.ts';
import { CONFIRMATION_LIFETIME } from './link.ts';
import { mailJobIds } from './mail-jobs.ts';
import { subscriberKeys } from './records.ts';

/**
 * Removes all data and waiting mails of a subscription. Earlier confirmation links stay invalid for their lifetime.
 * `except` is a job that its queue removes. Must run under the newsroom's lock.
 */
export async function endSubscription(
  transaction: Transaction,
  key: number,
  id: string,
  now: Instant,
  except?: string,
): Promise<void> {
  for (const language of LANGUAGES) transaction.remove(subscriberKeys.subscriber(key, language, id));
  for (const row of await transaction.keys(subscriberKeys.mailedTo(key, id))) transaction.remove(row);
  for (const row of await transaction.keys(subscriberKeys.pendings(key, id))) transaction.remove(row);
  for (const job of await mailJobIds(transaction, key, id)) {
    if (job !== except) await cancelJob(transaction, key, 'mail', job, now);
  }
  const cancelledKey = subscriberKeys.cancelled(key, id);
  const before = (await transaction.get(cancelledKey))?.at;
  const taskRow = (at: Instant) => dueKeys.row(at + CONFIRMATION_LIFETIME, key, `forget-${id}-cancelled`);
  if (typeof before === 'number') transaction.remove(taskRow(before));
  transaction.set(cancelledKey, { schema: 1, at: now });
  transaction.set(taskRow(now), { key, task: 'forget', record: cancelledKey });
}
