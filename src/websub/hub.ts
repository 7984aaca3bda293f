import { enqueueJob, jobKeys } from '../jobs/jobs.ts';
import type { Channel } from '../jobs/queue.ts';
import { fanoutChannel } from './fanout.ts';
import type { HubAnswer } from './hub-port.ts';
import type { HubRefusal, HubRequest } from './hub-request.ts';
import { HUB_LIMITS } from './limits.ts';
import { pingChannel } from './ping.ts';
import { pushChannel } from './push.ts';
import { hasCapacity, subscriptionId } from './subscriptions.ts';
import { parseTopic } from './topic.ts';
import type { TopicOwner } from './topic-owner.ts';
import { leaseChannel, type Verification, verifyChannel } from './verify.ts';

export function hubChannels(owner: TopicOwner): Channel[] {
  return [
    fanoutChannel(owner),
    verifyChannel(owner),
    pushChannel(owner),
    leaseChannel(owner),
    pingChannel(owner),
  ];
}

/** Enqueues the verification only: the subscription does not change yet. Must run under the owner's lock. */
export async function acceptHubRequest(owner: TopicOwner, request: HubRequest): Promise<HubAnswer> {
  const { key, store, baseUrl, externalHub } = owner;
  const topic = parseTopic(baseUrl, request.topic);
  const scope = await owner.topicScope();
  if (externalHub !== null || topic === null || scope === null) return refuse('unknown-topic');
  const { feed, format } = topic;
  if (feed.newsroom !== scope.slug || !scope.languages.includes(feed.language))
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
