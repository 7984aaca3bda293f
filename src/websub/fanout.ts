import { isLanguage } from '../base/locale/language.ts';
import { parseCutSegment } from '../domain/timeline.ts';
import { countDelivery } from '../jobs/delivery-counts.ts';
import { enqueueJob, type JobRequest } from '../jobs/jobs.ts';
import type { AddWrites, Channel, Outcome } from '../jobs/queue.ts';
import type { Stored, Transaction } from '../storage/store.ts';
import type { PushFanout } from './enqueue-push.ts';
import { HUB_LIMITS } from './limits.ts';
import { type OwnerTopic, topicsOf } from './ping.ts';
import { readSubscriptions, subscriptionIdOf, subscriptionKeys, topicHash } from './subscriptions.ts';
import type { TopicOwner } from './topic-owner.ts';

interface FanoutBatch {
  readonly requests: readonly Omit<JobRequest, 'now' | 'counted'>[];
  readonly next: string | null;
}

const TOPICS_PER_BATCH = 100;

/**
 * Enqueues the deliveries of a change in batches. The deliveries and the cursor of a batch share one commit. With an
 * external hub, the only receiver of a topic is that hub.
 */
export function fanoutChannel(owner: TopicOwner): Channel {
  return {
    name: 'push-fanout',
    limits: owner.concurrency.requests,
    receivingHost: () => null,
    async perform({ content }): Promise<Outcome> {
      if (!isPushFanout(content)) return { kind: 'done', as: 'dropped' };
      const batch = await (owner.externalHub === null ? subscriberBatch : pingBatch)(owner, content);
      const addWrites = batchWrites(owner, content.number, batch);
      return batch.next === null
        ? { kind: 'done', as: 'dropped', addWrites }
        : { kind: 'continue', content: { ...content, cursor: batch.next }, addWrites };
    },
  };
}

function batchWrites(owner: TopicOwner, number: number | null, { requests, next }: FanoutBatch): AddWrites {
  const { key } = owner;
  return async (transaction: Transaction) => {
    const now = owner.now();
    const counted = number === null ? null : ({ kind: 'push', releases: [number] } as const);
    for (const request of requests) await enqueueJob(transaction, key, { ...request, now, counted });
    if (number !== null && next === null)
      await countDelivery(transaction, key, number, 'push', { open: -1, at: now });
  };
}

/** The cursor is the index of the topic among the touched topics, and the last subscription read there. */
async function subscriberBatch(
  { key, store }: TopicOwner,
  { touched, cursor }: PushFanout,
): Promise<FanoutBatch> {
  const prefixes =
    touched === null
      ? [subscriptionKeys.all(key)]
      : await Promise.all(topicsOf(touched).map((topic) => topicPrefix(key, topic)));
  const [index = '0', lastRow] = (cursor ?? '0').split('|');
  const rows: string[] = [];
  for (let at = Number(index); at < prefixes.length; at += 1) {
    const prefix = prefixes[at] ?? '';
    const limit = HUB_LIMITS.fanoutBatch - rows.length;
    const isStarted = at === Number(index) && lastRow !== undefined;
    rows.push(...(await store.keys(prefix, { limit, ...(isStarted && { after: lastRow }) })));
    if (rows.length === HUB_LIMITS.fanoutBatch)
      return { requests: await pushRequests(store, rows), next: `${at}|${rows.at(-1)}` };
    if (at - Number(index) === TOPICS_PER_BATCH)
      return { requests: await pushRequests(store, rows), next: String(at + 1) };
  }
  return { requests: await pushRequests(store, rows), next: null };
}

async function topicPrefix(key: number, { language, cut, format }: OwnerTopic): Promise<string> {
  return subscriptionKeys.ofTopic(key, await topicHash(language, cut, format));
}

async function pushRequests(
  store: TopicOwner['store'],
  rows: readonly string[],
): Promise<FanoutBatch['requests']> {
  const subscriptions = await readSubscriptions(store, rows);
  return rows.flatMap((row, at) => {
    const subscription = subscriptions[at];
    if (subscription == null) return [];
    const lane = subscription.isDoubtful ? 'doubtful' : 'first';
    const content = { host: new URL(subscription.callback).host };
    return [{ channel: 'hub-push', id: subscriptionIdOf(row), content, lane } as const];
  });
}

/** The external hub is told of every topic. A change of the profile concerns all topics that have entries. */
async function pingBatch(topicOwner: TopicOwner, { touched, cursor }: PushFanout): Promise<FanoutBatch> {
  if (touched !== null) return { requests: await pingRequests(topicsOf(touched)), next: null };
  const { store, timelineOwner } = topicOwner;
  const rows = await store.keys(`shelf:${timelineOwner}`, {
    limit: TOPICS_PER_BATCH,
    ...(cursor !== null && { after: cursor }),
  });
  const topics = rows.flatMap((row) => {
    const [, , language, segment = ''] = row.split(':');
    const cut = parseCutSegment(segment);
    return cut === null || !isLanguage(language) ? [] : topicsOf([{ language, cuts: [cut] }]);
  });
  return {
    requests: await pingRequests(topics),
    next: rows.length < TOPICS_PER_BATCH ? null : (rows.at(-1) ?? null),
  };
}

function pingRequests(topics: readonly OwnerTopic[]): Promise<FanoutBatch['requests']> {
  return Promise.all(
    topics.map(async ({ language, cut, format }) => ({
      channel: 'hub-ping' as const,
      id: await topicHash(language, cut, format),
      content: { language, cut, format },
    })),
  );
}

function isPushFanout(content: Stored): content is Stored & PushFanout {
  return content.touched === null || Array.isArray(content.touched);
}
