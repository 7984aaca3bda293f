import { sha256 } from '../base/crypto.ts';
import type { Language } from '../base/locale/language.ts';
import type { Instant } from '../base/time/instant.ts';
import type { Cut, Format } from '../domain/feed-name.ts';
import { cutSegment } from '../domain/timeline.ts';
import { paddedNumber } from '../storage/keys.ts';
import type { RecordReader, Stored, Transaction } from '../storage/store.ts';
import { HUB_LIMITS } from './limits.ts';
import type { Topic } from './topic.ts';

export interface Subscription {
  readonly schema: 1;
  readonly language: Language;
  readonly cut: Cut;
  readonly format: Format;
  /** The subscribed URL. The subscription ends when the URL of the topic changes. */
  readonly topic: string;
  readonly callback: string;
  /** In plain text, because it signs the deliveries; null when the subscriber sent none. */
  readonly secret: string | null;
  readonly leaseEnd: Instant;
  readonly verifiedAt: Instant;
  /** The state of the feed that the subscriber has; null when it is unknown, so that all is delivered. */
  readonly received?: string | null;
  /** True when the last delivery failed. */
  readonly isDoubtful: boolean;
}

/** The subscriptions of one callback host, in all and by topic hash. */
interface HostCount {
  readonly count: number;
  readonly topics: { readonly [topic: string]: number };
}

const keys = {
  all: (key: number) => `hub:${paddedNumber(key)}`,
  ofTopic: (key: number, topic: string) => `hub:${paddedNumber(key)}:${topic}`,
  subscription: (key: number, id: string) => `hub:${paddedNumber(key)}:${id.replace('-', ':')}`,
  total: (key: number) => `hub-total:${paddedNumber(key)}`,
  host: (key: number, host: string) => `hub-host:${paddedNumber(key)}:${host}`,
};

export const subscriptionKeys = { all: keys.all, ofTopic: keys.ofTopic };

/** Does not depend on the slug, so that a renamed newsroom keeps its subscriptions. */
export async function topicHash(language: Language, cut: Cut, format: Format): Promise<string> {
  return (await sha256(`${language} ${cutSegment(cut)} ${format}`)).slice(0, 32);
}

/** `{topic hash}-{callback hash}`, which is also the id of the jobs of the subscription. */
export async function subscriptionId({ feed, format }: Topic, callback: string): Promise<string> {
  const topic = await topicHash(feed.language, feed.cut, format);
  return `${topic}-${(await sha256(callback)).slice(0, 32)}`;
}

export function subscriptionIdOf(row: string): string {
  return row.split(':').slice(-2).join('-');
}

export async function readSubscription(
  store: RecordReader,
  key: number,
  id: string,
): Promise<Subscription | null> {
  const record = await store.get(keys.subscription(key, id));
  return isSubscription(record) ? record : null;
}

export async function readSubscriptions(
  store: RecordReader,
  rows: readonly string[],
): Promise<(Subscription | null)[]> {
  return (await store.getMany(rows)).map((record) => (isSubscription(record) ? record : null));
}

/** An existing subscription can always be renewed. */
export async function hasCapacity(
  transaction: Transaction,
  key: number,
  id: string,
  callback: string,
  perHost: number,
): Promise<boolean> {
  if (isSubscription(await transaction.get(keys.subscription(key, id)))) return true;
  const total = countOf(await transaction.get(keys.total(key)));
  const { count, topics } = hostCountOf(await transaction.get(await hostKey(key, callback)));
  const [topic = ''] = id.split('-');
  const isKnown = topics[topic] !== undefined;
  return (
    total < HUB_LIMITS.subscriptions &&
    count < perHost &&
    (isKnown || Object.keys(topics).length < HUB_LIMITS.topicsPerHost)
  );
}

/** Must run under the owner's lock. */
export async function putSubscription(
  transaction: Transaction,
  key: number,
  id: string,
  subscription: Subscription,
): Promise<void> {
  const record = keys.subscription(key, id);
  const isNew = !isSubscription(await transaction.get(record));
  transaction.set(record, { ...subscription });
  if (isNew) await addToCounts(transaction, key, id, subscription.callback, 1);
}

/** Does nothing when the subscription has ended meanwhile. */
export async function updateSubscription(
  transaction: Transaction,
  key: number,
  id: string,
  change: Partial<Pick<Subscription, 'received' | 'isDoubtful'>>,
): Promise<void> {
  const record = keys.subscription(key, id);
  const subscription = await transaction.get(record);
  if (isSubscription(subscription)) transaction.set(record, { ...subscription, ...change });
}

export async function removeSubscription(transaction: Transaction, key: number, id: string): Promise<void> {
  const record = keys.subscription(key, id);
  const subscription = await transaction.get(record);
  if (!isSubscription(subscription)) return;
  transaction.remove(record);
  await addToCounts(transaction, key, id, subscription.callback, -1);
}

async function addToCounts(
  transaction: Transaction,
  key: number,
  id: string,
  callback: string,
  by: 1 | -1,
): Promise<void> {
  const total = countOf(await transaction.get(keys.total(key)));
  transaction.set(keys.total(key), { count: Math.max(total + by, 0) });
  const host = await hostKey(key, callback);
  const { count: hostTotal, topics } = hostCountOf(await transaction.get(host));
  const [topic = ''] = id.split('-');
  const ofTopic = (topics[topic] ?? 0) + by;
  const { [topic]: _removed, ...others } = topics;
  if (hostTotal + by <= 0) transaction.remove(host);
  else
    transaction.set(host, {
      count: hostTotal + by,
      topics: ofTopic > 0 ? { ...others, [topic]: ofTopic } : others,
    });
}

async function hostKey(key: number, callback: string): Promise<string> {
  return keys.host(key, (await sha256(new URL(callback).hostname)).slice(0, 32));
}

function countOf(record: Stored | null): number {
  return typeof record?.count === 'number' ? record.count : 0;
}

function hostCountOf(record: Stored | null): HostCount {
  return isHostCount(record) ? record : { count: 0, topics: {} };
}

function isHostCount(record: Stored | null): record is Stored & HostCount {
  return typeof record?.count === 'number' && typeof record.topics === 'object';
}

function isSubscription(value: Stored | null | undefined): value is Stored & Subscription {
  return value?.schema === 1 && typeof value.callback === 'string' && typeof value.topic === 'string';
}
