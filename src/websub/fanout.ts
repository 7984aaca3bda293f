import { isLanguage } from '../base/locale/language.ts';
import { parseCutSegment } from '../domain/timeline.ts';
import { countDelivery } from '../jobs/delivery-counts.ts';
import { enqueueJob, type JobRequest } from '../jobs/jobs.ts';
import type { Also, Channel, Outcome } from '../jobs/queue.ts';
import type { Stored, Transaction } from '../storage/store.ts';
import type { PushFanout } from './enqueue-push.ts';
import { HUB_LIMITS } from './limits.ts';
import { type TopicOfOwner, topicsOf } from './ping.ts';
import { idOfKey, readSubscriptions, subscriptionKeys, topicHash } from './subscriptions.ts';
import type { TopicOwner } from './topic-owner.ts';

/** What one portion of a search found, and where the next one begins; null at the end. */
interface Portion {
  readonly requests: readonly Omit<JobRequest, 'now' | 'counted'>[];
  readonly next: string | null;
}

/** Topics that one portion looks through. */
const TOPICS = 100;

/**
 * Finds whom a change concerns and makes their deliveries due, in portions: the deliveries and how far the search has
 * come are one commit. Under an external hub there is one receiver a topic.
 */
export function fanningOut(owner: TopicOwner): Channel {
  return {
    name: 'push-fanout',
    slots: owner.pace.requests,
    host: () => null,
    async perform({ content }): Promise<Outcome> {
      if (!isPushFanout(content)) return { kind: 'done', as: 'dropped' };
      const portion = await (owner.externalHub === null ? subscribersOf : topicsToPing)(owner, content);
      const also = putting(owner, content.number, portion);
      return portion.next === null
        ? { kind: 'done', as: 'dropped', also }
        : { kind: 'continue', content: { ...content, cursor: portion.next }, also };
    },
  };
}

function putting(owner: TopicOwner, number: number | null, { requests, next }: Portion): Also {
  const { key } = owner;
  return async (transaction: Transaction) => {
    const now = owner.now();
    const counted = number === null ? null : ({ kind: 'push', releases: [number] } as const);
    for (const request of requests) await enqueueJob(transaction, key, { ...request, now, counted });
    if (number !== null && next === null)
      await countDelivery(transaction, key, number, 'push', { open: -1, at: now });
  };
}

/** The cursor is the topic's place among the touched ones and the last subscription seen there. */
async function subscribersOf({ key, store }: TopicOwner, { touched, cursor }: PushFanout): Promise<Portion> {
  const bases =
    touched === null
      ? [subscriptionKeys.all(key)]
      : await Promise.all(topicsOf(touched).map((topic) => baseOf(key, topic)));
  const [place = '0', seen] = (cursor ?? '0').split('|');
  const rows: string[] = [];
  for (let at = Number(place); at < bases.length; at += 1) {
    const base = bases[at] ?? '';
    const limit = HUB_LIMITS.portion - rows.length;
    const isSeen = at === Number(place) && seen !== undefined;
    const found = await store.keys(base, { limit, ...(isSeen && { after: seen }) });
    rows.push(...found);
    if (rows.length === HUB_LIMITS.portion)
      return { requests: await due(store, rows), next: `${at}|${rows.at(-1)}` };
    if (at - Number(place) === TOPICS) return { requests: await due(store, rows), next: String(at + 1) };
  }
  return { requests: await due(store, rows), next: null };
}

async function baseOf(key: number, { language, cut, format }: TopicOfOwner): Promise<string> {
  return subscriptionKeys.ofTopic(key, await topicHash(language, cut, format));
}

async function due(store: TopicOwner['store'], rows: readonly string[]): Promise<Portion['requests']> {
  const subscriptions = await readSubscriptions(store, rows);
  return rows.flatMap((row, at) => {
    const subscription = subscriptions[at];
    if (subscription == null) return [];
    const lane = subscription.isDoubtful ? 'doubtful' : 'first';
    const content = { host: new URL(subscription.callback).host };
    return [{ channel: 'hub-push', id: idOfKey(row), content, lane } as const];
  });
}

/** Every feed is a topic of the external hub, followed there or not. A profile changes those that hold anything. */
async function topicsToPing(topicOwner: TopicOwner, { touched, cursor }: PushFanout): Promise<Portion> {
  if (touched !== null) return { requests: await pings(topicsOf(touched)), next: null };
  const { store, timelineOwner } = topicOwner;
  const rows = await store.keys(`shelf:${timelineOwner}`, {
    limit: TOPICS,
    ...(cursor !== null && { after: cursor }),
  });
  const topics = rows.flatMap((row) => {
    const [, , language, segment = ''] = row.split(':');
    const cut = parseCutSegment(segment);
    return cut === null || !isLanguage(language) ? [] : topicsOf([{ language, cuts: [cut] }]);
  });
  return { requests: await pings(topics), next: rows.length < TOPICS ? null : (rows.at(-1) ?? null) };
}

function pings(topics: readonly TopicOfOwner[]): Promise<Portion['requests']> {
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
