import { enqueueJob, jobKeys } from '../jobs/jobs.ts';
import type { Channel } from '../jobs/queue.ts';
import { fanoutChannel } from './fanout.ts';
import type { HubAnswer } from './hub-port.ts';
import type { HubRefusal, HubRequest } from './hub-request.ts';
import { HUB_LIMITS } from './limits.ts';
import { pingChannel } from './ping.ts';
import { pushChannel } from './push.ts';
import { hasCapacity, readSubscription, subscriptionId } from './subscriptions.ts';
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

/** A subscriber reads the feed before it subscribes, so deliveries begin with what changes after its request. */
export async function receivedAtRequest(
  { baseUrl, externalHub, feeds }: TopicOwner,
  { mode, topic: url }: HubRequest,
): Promise<string | null> {
  const topic = externalHub === null && mode === 'subscribe' ? parseTopic(baseUrl, url) : null;
  return topic === null ? null : feeds.state(topic);
}

/**
 * Enqueues the verification only: the subscription does not change yet. `received` is a result of `receivedAtRequest`.
 * Must run under the owner's lock.
 */
export async function acceptHubRequest(
  owner: TopicOwner,
  request: HubRequest,
  received: string | null,
): Promise<HubAnswer> {
  const { key, store, baseUrl, externalHub, callbackHosts } = owner;
  const topic = parseTopic(baseUrl, request.topic);
  const scope = await owner.topicScope();
  if (externalHub !== null || topic === null || scope === null) return refuse('unknown-topic');
  const { feed, format } = topic;
  if (feed.newsroom !== scope.slug || !scope.languages.includes(feed.language))
    return refuse('unknown-topic');
  const id = await subscriptionId(topic, request.callback);
  const transaction = store.transaction();
  const waiting = await store.keys(jobKeys.jobs(key, 'hub-verify'), { limit: HUB_LIMITS.unverified });
  const isCrowded = waiting.length === HUB_LIMITS.unverified;
  const { mode, callback } = request;
  const isKnown = (await readSubscription(transaction, key, id)) !== null;
  // Subscriptions that exist can always be renewed and ended, and they are limited in number.
  if (!isKnown && isCrowded) return mode === 'subscribe' ? refuse('full') : { ok: true };
  const { subscriptionsPerHost } = callbackHosts.bounds;
  if (mode === 'subscribe' && !(await hasCapacity(transaction, key, id, callback, subscriptionsPerHost)))
    return refuse('full');
  const kind = !isKnown ? 'new' : mode === 'subscribe' ? 'renew' : mode;
  if (!(await callbackHosts.tryCountRequest(transaction, key, kind, callback))) return refuse('busy-host');
  const content: Verification = { request, language: feed.language, cut: feed.cut, format, received };
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
