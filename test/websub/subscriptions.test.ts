import { expect, test } from 'vitest';
import { SILENT } from '../../src/base/log.ts';
import { fail, ok } from '../../src/base/problem.ts';
import { HourlyCounts } from '../../src/jobs/hourly-counts.ts';
import { enqueueJob, jobKeys } from '../../src/jobs/jobs.ts';
import { Queue } from '../../src/jobs/queue.ts';
import { memoryDriver } from '../../src/storage/memory-driver.ts';
import { openStore } from '../../src/storage/open-store.ts';
import type { Store } from '../../src/storage/store.ts';
import { CallbackHosts } from '../../src/websub/callback-hosts.ts';
import { acceptHubRequest } from '../../src/websub/hub.ts';
import type { HubRequest } from '../../src/websub/hub-request.ts';
import { HUB_BOUNDS, HUB_LIMITS, type HubBounds } from '../../src/websub/limits.ts';
import { pushChannel } from '../../src/websub/push.ts';
import {
  hasCapacity,
  putSubscription,
  readSubscription,
  removeSubscription,
  type Subscription,
  subscriptionId,
} from '../../src/websub/subscriptions.ts';
import { parseTopic } from '../../src/websub/topic.ts';
import type { TopicOwner } from '../../src/websub/topic-owner.ts';

const KEY = 1;
const PER_HOST = 150;
const TOPIC = 'https://kaiku.example/fi/satama/feed.rss';
const LIMITS = { first: 1, doubtful: 1, perHost: 1, slowJobs: 0 };

function topic(keyword: string) {
  const feed = { language: 'fi', newsroom: 'satama', cut: { kind: 'keyword', keyword } } as const;
  return { feed, format: 'rss' } as const;
}

function subscription(callback: string): Subscription {
  return {
    schema: 1,
    language: 'fi',
    cut: { kind: 'all' },
    format: 'rss',
    topic: 'x',
    callback,
    secret: null,
    leaseEnd: 1,
    verifiedAt: 0,
    received: null,
    isDoubtful: false,
  };
}

function open() {
  const store = openStore(memoryDriver());
  return {
    store,
    /** Adds all subscriptions in one commit. */
    async add(subscriptions: readonly (readonly [callback: string, keyword: string])[]): Promise<void> {
      const transaction = store.transaction();
      for (const [callback, keyword] of subscriptions) {
        const id = await subscriptionId(topic(keyword), callback);
        await putSubscription(transaction, KEY, id, subscription(callback));
      }
      await transaction.commit();
    },
    async remove(callback: string, keyword: string): Promise<void> {
      const transaction = store.transaction();
      await removeSubscription(transaction, KEY, await subscriptionId(topic(keyword), callback));
      await transaction.commit();
    },
    async canAdd(callback: string, keyword: string): Promise<boolean> {
      const id = await subscriptionId(topic(keyword), callback);
      return hasCapacity(store.transaction(), KEY, id, callback, PER_HOST);
    },
  };
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

test('the topics of one host are limited, and a removed subscription frees its topic', async () => {
  const { add, remove, canAdd } = open();
  const host = 'https://lukija.example/';
  await add(times(HUB_LIMITS.topicsPerHost, (index) => [`${host}${index}`, `sana ${index}`] as const));
  expect(await canAdd(`${host}uusi`, 'uusi sana')).toBe(false);
  expect(await canAdd(`${host}uusi`, 'sana 7')).toBe(true);
  expect(await canAdd('https://toinen.example/', 'uusi sana')).toBe(true);
  await remove(`${host}7`, 'sana 7');
  expect(await canAdd(`${host}uusi`, 'uusi sana')).toBe(true);
});

test('the subscriptions of one host are limited, but can be renewed', async () => {
  const { add, canAdd } = open();
  const host = 'https://lukija.example/';
  await add(times(PER_HOST, (index) => [`${host}${index}`, 'sana'] as const));
  expect(await canAdd(`${host}uusi`, 'sana')).toBe(false);
  expect(await canAdd(`${host}7`, 'sana')).toBe(true);
  expect(await canAdd('https://toinen.example/', 'sana')).toBe(true);
});

test('the subscriptions of a newsroom are limited, and a renewal is not counted again', async () => {
  const { add, remove, canAdd, store } = open();
  const total = 'hub-total:000000001';
  await store.commit([{ key: total, value: { count: HUB_LIMITS.subscriptions - 1 } }]);
  expect(await canAdd('https://uusi.example/', 'sana')).toBe(true);
  await add([['https://lukija.example/', 'sana']]);
  await add([['https://lukija.example/', 'sana']]);
  expect(await store.get(total)).toEqual({ count: HUB_LIMITS.subscriptions });
  expect(await canAdd('https://uusi.example/', 'sana')).toBe(false);
  expect(await canAdd('https://lukija.example/', 'sana')).toBe(true);
  await remove('https://lukija.example/', 'sana');
  expect(await canAdd('https://uusi.example/', 'sana')).toBe(true);
});

/** An owner whose requests to its hub are limited by `bounds`; callbacks cannot be reached. */
function openOwner(bounds: HubBounds = HUB_BOUNDS) {
  const { store } = open();
  const clock = { now: 0 };
  const now = () => clock.now;
  const owner: TopicOwner = {
    key: KEY,
    timelineOwner: 'n1',
    store,
    baseUrl: 'https://kaiku.example',
    externalHub: null,
    now,
    random: () => 0,
    rearm: () => undefined,
    log: SILENT,
    withLock: (work) => work(),
    outgoing: { send: async () => ({ ok: false, reason: 'unreachable' }) },
    concurrency: { requests: LIMITS, mails: LIMITS },
    callbackHosts: new CallbackHosts(bounds, new HourlyCounts(store, now)),
    feeds: { state: async () => null, changes: async () => fail('not-found') },
    topicScope: async () => ({ slug: 'satama', languages: ['fi'] }),
  };
  const ask = (mode: HubRequest['mode'], callback: string) =>
    acceptHubRequest(owner, { mode, topic: TOPIC, callback, leaseSeconds: 600, secret: null }, null);
  return { store, owner, clock, ask };
}

const FULL = { ok: false, refusal: 'full' };
const BUSY = { ok: false, refusal: 'busy-host' };

async function addSubscription(store: Store, callback: string): Promise<void> {
  const transaction = store.transaction();
  const parsed = parseTopic('https://kaiku.example', TOPIC);
  if (parsed !== null)
    await putSubscription(transaction, KEY, await subscriptionId(parsed, callback), subscription(callback));
  await transaction.commit();
}

test('the requests that wait for verification are limited, except for subscriptions that exist', async () => {
  const { store, ask } = openOwner();
  await addSubscription(store, 'https://l.example/known');
  const waiting = times(HUB_LIMITS.unverified - 1, (index) => ({
    key: jobKeys.job(KEY, 'hub-verify', `job-${index}`),
    value: {},
  }));
  await store.commit(waiting);
  expect(await ask('subscribe', 'https://l.example/1')).toEqual({ ok: true });
  expect(await ask('subscribe', 'https://l.example/2')).toEqual(FULL);
  const verifications = () => store.keys(jobKeys.jobs(KEY, 'hub-verify'));
  expect(await ask('unsubscribe', 'https://l.example/3')).toEqual({ ok: true });
  expect(await verifications()).toHaveLength(HUB_LIMITS.unverified);
  expect(await ask('unsubscribe', 'https://l.example/known')).toEqual({ ok: true });
  expect(await verifications()).toHaveLength(HUB_LIMITS.unverified + 1);
  expect(await ask('subscribe', 'https://l.example/known')).toEqual({ ok: true });
});

test('new requests for one host are limited by the hour, also after a restart', async () => {
  const bounds = { ...HUB_BOUNDS, requestsPerHost: 2 };
  const { store, owner, clock, ask } = openOwner(bounds);
  await addSubscription(store, 'https://l.example/known');
  expect(await ask('subscribe', 'https://l.example/1')).toEqual({ ok: true });
  expect(await ask('subscribe', 'https://l.example:8443/2')).toEqual({ ok: true });
  expect(await ask('subscribe', 'https://l.example/3')).toEqual(BUSY);
  expect(await ask('subscribe', 'https://m.example/3')).toEqual({ ok: true });
  const restarted = {
    ...owner,
    callbackHosts: new CallbackHosts(bounds, new HourlyCounts(store, owner.now)),
  };
  const request = { topic: TOPIC, callback: 'https://l.example/3', leaseSeconds: 600, secret: null };
  expect(await acceptHubRequest(restarted, { ...request, mode: 'subscribe' }, null)).toEqual(BUSY);
  // Strangers cannot keep a subscriber from what it has.
  expect(await ask('subscribe', 'https://l.example/known')).toEqual({ ok: true });
  expect(await ask('unsubscribe', 'https://l.example/known')).toEqual({ ok: true });
  clock.now = 60 * 60 * 1000;
  expect(await ask('subscribe', 'https://l.example/3')).toEqual({ ok: true });
});

test('a subscription of an earlier release, whose state is unknown, gets the whole document', async () => {
  const { store, owner } = openOwner();
  const { received: _, ...earlier } = subscription('https://l.example/1');
  const parsed = parseTopic(owner.baseUrl, TOPIC);
  const id = parsed === null ? '' : await subscriptionId(parsed, earlier.callback);
  const transaction = store.transaction();
  await putSubscription(transaction, KEY, id, { ...earlier, topic: TOPIC });
  await enqueueJob(transaction, KEY, { channel: 'hub-push', id, content: { host: 'l.example' }, now: 0 });
  await transaction.commit();
  const asked: (string | null)[] = [];
  const feeds: TopicOwner['feeds'] = {
    state: async () => null,
    async changes(_query, received) {
      asked.push(received);
      return ok({ mediaType: 'text/xml', body: new Uint8Array(), state: 'now' });
    },
  };
  const outgoing: TopicOwner['outgoing'] = {
    send: async ({ url }) => ({
      ok: true,
      status: 200,
      headers: {},
      body: new Uint8Array(),
      url,
      permanentUrl: url,
    }),
  };
  const topicOwner = { ...owner, feeds, outgoing };
  await new Queue(topicOwner, pushChannel(topicOwner)).waitUntilIdle();
  expect(asked).toEqual([null]);
  expect(await readSubscription(store, KEY, id)).toMatchObject({ received: 'now' });
});
