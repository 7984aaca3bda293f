import { announcementOf } from '../domain/announcement.ts';
import { newsroomCuts } from '../domain/timeline.ts';
import { countDelivery, recordReadable } from '../jobs/delivery-counts.ts';
import type { StepListener } from '../repository/commit.ts';
import { enqueueMailFanout, mailFanoutOf } from '../subscribers/mail-fanout.ts';
import { enqueuePush } from '../websub/enqueue-push.ts';

/** The change and its jobs are one commit. The caller holds the newsroom's lock. */
export const enqueueDeliveries: StepListener = async (transaction, key, { before, after, at, isQuiet }) => {
  const announcement = announcementOf(before, after, newsroomCuts);
  if (announcement === null) return;
  const { number, revision, appeared, touched } = announcement;
  await recordReadable(transaction, key, number, appeared, at);
  if (isQuiet) return;
  await countDelivery(transaction, key, number, 'push', { open: 1, at });
  await enqueuePush(transaction, key, `${number}-${revision}`, { number, touched, cursor: null }, at);
  const mailing = mailFanoutOf(announcement, after, at);
  if (mailing !== null) await enqueueMailFanout(transaction, key, mailing);
};
