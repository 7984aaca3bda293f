import { enqueueJob, jobKeys } from '../jobs/jobs.ts';
import type { Channel } from '../jobs/queue.ts';
import { fanningOut } from './fanout.ts';
import type { HubAnswer } from './hub-port.ts';
import type { HubRefusal, HubRequest } from './hub-request.ts';
import { HUB_LIMITS } from './limits.ts';
import { pinging } from './ping.ts';
import { pushing } from './push.ts';
import { hasCapacity, subscriptionId } from './subscriptions.ts';
import { parseTopic } from './topic.ts';
import type { TopicOwner } from './topic-owner.ts';
import { expiring, type Verification, verifying } from './verify.ts';

/** What the hub does in the background for one owner of topics. */
export function hubChannels(owner: TopicOwner): Channel[] {
  return [fanningOut(owner), verifying(owner), pushing(owner), expiring(owner), pinging(owner)];
}

/**
 * Takes a request for one of the owner's topics, to be verified; nothing is subscribed or ended yet. Runs under the
 * owner's lock.
 */
export async function askHub(owner: TopicOwner, request: HubRequest): Promise<HubAnswer> {
  const { key, store, baseUrl, externalHub } = owner;
  const topic = parseTopic(baseUrl, request.topic);
  const present = await owner.present();
  if (externalHub !== null || topic === null || present === null) return refuse('unknown-topic');
  const { feed, format } = topic;
  if (feed.newsroom !== present.slug || !present.languages.includes(feed.language))
    return refuse('unknown-topic');
  const id = await subscriptionId(topic, request.callback);
  const transaction = store.transaction();
  const isFull = request.mode === 'subscribe' && !(await hasCapacity(transaction, key, id, request.callback));
  const waiting = await store.keys(jobKeys.jobs(key, 'hub-verify'), { limit: HUB_LIMITS.unverified });
  if (isFull || waiting.length === HUB_LIMITS.unverified) return refuse('full');
  const content: Verification = { request, language: feed.language, cut: feed.cut, format };
  await enqueueJob(transaction, key, {
    channel: 'hub-verify',
    id,
    content: { ...content },
    now: owner.now(),
  });
  await transaction.commit();
  return { ok: true };
}

function refuse(refusal: HubRefusal): HubAnswer {
  return { ok: false, refusal };
}
