import { HUB_LIMITS } from './limits.ts';
import type { HubRefusal, HubRequest } from './hub-request.ts';
import { parseTopic } from './topic.ts';
import { Batch } from '../storage/batch.ts';
import type { HubAnswer } from '../newsroom/delivery-port.ts';
import { jobKeys, putJob } from '../jobs/jobs.ts';
import type { Channel } from '../jobs/queue.ts';
import { hasRoom, subscriptionId } from './subscriptions.ts';
import type { HubDesk } from './topic-owner.ts';
import { fanningOut } from './fanout.ts';
import { pinging } from './ping.ts';
import { pushing } from './push.ts';
import { expiring, type Verification, verifying } from './verify.ts';

/** What the hub does in the background for one owner of topics. */
export function hubChannels(desk: HubDesk): Channel[] {
  return [fanningOut(desk), verifying(desk), pushing(desk), expiring(desk), pinging(desk)];
}

/**
 * Takes a request for one of the owner's topics, to be verified; nothing is subscribed or ended yet. Runs under the
 * owner's lock.
 */
export async function askHub(desk: HubDesk, request: HubRequest): Promise<HubAnswer> {
  const { key, store, baseUrl, externalHub } = desk;
  const topic = parseTopic(baseUrl, request.topic);
  const present = await desk.present();
  if (externalHub !== null || topic === null || present === null) return refuse('unknown-topic');
  const { feed, format } = topic;
  if (feed.newsroom !== present.slug || !present.languages.includes(feed.language))
    return refuse('unknown-topic');
  const id = await subscriptionId(topic, request.callback);
  const batch = new Batch();
  const isFull = request.mode === 'subscribe' && !(await hasRoom(batch, store, key, id, request.callback));
  const waiting = await store.keys(jobKeys.jobs(key, 'hub-verify'), { limit: HUB_LIMITS.unverified });
  if (isFull || waiting.length === HUB_LIMITS.unverified) return refuse('full');
  const content: Verification = { request, language: feed.language, cut: feed.cut, format };
  await putJob(batch, store, key, { channel: 'hub-verify', id, content: { ...content }, now: desk.now() });
  await batch.commit(store);
  return { ok: true };
}

function refuse(refusal: HubRefusal): HubAnswer {
  return { ok: false, refusal };
}
