import { HUB_LIMITS } from './limits.ts';
import { isLanguage } from '../base/locale/language.ts';
import type { Batch } from '../storage/batch.ts';
import type { Stored } from '../storage/store.ts';
import { parseCutSegment } from '../domain/timeline.ts';
import type { PushErrand } from '../newsroom/enqueue-deliveries.ts';
import { tally } from '../jobs/delivery-counts.ts';
import { type Errand, putJob } from '../jobs/jobs.ts';
import type { Also, Channel, Outcome } from '../jobs/queue.ts';
import { idOfKey, readSubscriptions, subscriptionKeys, topicHash } from './subscriptions.ts';
import type { HubDesk } from './topic-owner.ts';
import { type TopicOfOwner, topicsOf } from './ping.ts';

/** What one portion of a search found, and where the next one begins; null at the end. */
interface Portion {
  readonly errands: readonly Omit<Errand, 'now' | 'counted'>[];
  readonly next: string | null;
}

/** Topics that one portion looks through. */
const TOPICS = 100;

/**
 * Finds whom a change concerns and makes their deliveries due, in portions: the deliveries and how far the search has
 * come are one commit. Under an external hub there is one receiver a topic.
 */
export function fanningOut(desk: HubDesk): Channel {
  return {
    name: 'push-fanout',
    slots: desk.pace.requests,
    host: () => null,
    async perform({ content }): Promise<Outcome> {
      if (!isErrand(content)) return { kind: 'done', as: 'dropped' };
      const portion = await (desk.externalHub === null ? subscribersOf : topicsToPing)(desk, content);
      const also = putting(desk, content.number, portion);
      return portion.next === null
        ? { kind: 'done', as: 'dropped', also }
        : { kind: 'continue', content: { ...content, cursor: portion.next }, also };
    },
  };
}

function putting(desk: HubDesk, number: number | null, { errands, next }: Portion): Also {
  const { key, store } = desk;
  return async (batch: Batch) => {
    const now = desk.now();
    const counted = number === null ? null : ({ kind: 'push', releases: [number] } as const);
    for (const errand of errands) await putJob(batch, store, key, { ...errand, now, counted });
    if (number !== null && next === null)
      await tally(batch, store, key, number, 'push', { open: -1, at: now });
  };
}

/** The cursor is the topic's place among the touched ones and the last subscription seen there. */
async function subscribersOf({ key, store }: HubDesk, { touched, cursor }: PushErrand): Promise<Portion> {
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
      return { errands: await due(store, rows), next: `${at}|${rows.at(-1)}` };
    if (at - Number(place) === TOPICS) return { errands: await due(store, rows), next: String(at + 1) };
  }
  return { errands: await due(store, rows), next: null };
}

async function baseOf(key: number, { language, cut, format }: TopicOfOwner): Promise<string> {
  return subscriptionKeys.ofTopic(key, await topicHash(language, cut, format));
}

async function due(store: HubDesk['store'], rows: readonly string[]): Promise<Portion['errands']> {
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
async function topicsToPing(desk: HubDesk, { touched, cursor }: PushErrand): Promise<Portion> {
  if (touched !== null) return { errands: await pings(topicsOf(touched)), next: null };
  const { store, owner } = desk;
  const rows = await store.keys(`shelf:${owner}`, {
    limit: TOPICS,
    ...(cursor !== null && { after: cursor }),
  });
  const topics = rows.flatMap((row) => {
    const [, , language, segment = ''] = row.split(':');
    const cut = parseCutSegment(segment);
    return cut === null || !isLanguage(language) ? [] : topicsOf([{ language, cuts: [cut] }]);
  });
  return { errands: await pings(topics), next: rows.length < TOPICS ? null : (rows.at(-1) ?? null) };
}

function pings(topics: readonly TopicOfOwner[]): Promise<Portion['errands']> {
  return Promise.all(
    topics.map(async ({ language, cut, format }) => ({
      ...{ channel: 'hub-ping' as const, id: await topicHash(language, cut, format) },
      content: { language, cut, format },
    })),
  );
}

function isErrand(content: Stored): content is Stored & PushErrand {
  return content.touched === null || Array.isArray(content.touched);
}
