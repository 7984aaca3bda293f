import { expect, test } from 'vitest';
import { SILENT } from '../../src/base/log.ts';
import { fail } from '../../src/base/problem.ts';
import { jobKeys } from '../../src/jobs/jobs.ts';
import { memoryDriver } from '../../src/storage/memory-driver.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { askHub } from '../../src/websub/hub.ts';
import type { HubRequest } from '../../src/websub/hub-request.ts';
import { HUB_LIMITS } from '../../src/websub/limits.ts';
import {
  hasCapacity,
  putSubscription,
  removeSubscription,
  type Subscription,
  subscriptionId,
} from '../../src/websub/subscriptions.ts';
import type { TopicOwner } from '../../src/websub/topic-owner.ts';

const KEY = 1;
const SLOTS = { first: 1, doubtful: 1, perHost: 1, slow: 0 };

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
    lastEtag: null,
    isDoubtful: false,
  };
}

function open() {
  const store = openStore(memoryDriver());
  return {
    store,
    /** In one commit, each with its callback and keyword. */
    async add(all: readonly (readonly [callback: string, keyword: string])[]): Promise<void> {
      const transaction = store.transaction();
      for (const [callback, keyword] of all) {
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
    async room(callback: string, keyword: string): Promise<boolean> {
      return hasCapacity(store.transaction(), KEY, await subscriptionId(topic(keyword), callback), callback);
    },
  };
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

test('callbacks at one host follow so many topics, others others, and what has ended makes room', async () => {
  const { add, remove, room } = open();
  const host = 'https://lukija.example/';
  await add(times(HUB_LIMITS.topicsPerHost, (index) => [`${host}${index}`, `sana ${index}`] as const));
  expect(await room(`${host}uusi`, 'uusi sana')).toBe(false);
  expect(await room(`${host}uusi`, 'sana 7')).toBe(true);
  expect(await room('https://toinen.example/', 'uusi sana')).toBe(true);
  await remove(`${host}7`, 'sana 7');
  expect(await room(`${host}uusi`, 'uusi sana')).toBe(true);
});

test('one host has so many subscriptions, and may renew those it has', async () => {
  const { add, room } = open();
  const host = 'https://lukija.example/';
  await add(times(HUB_LIMITS.subscriptionsPerHost, (index) => [`${host}${index}`, 'sana'] as const));
  expect(await room(`${host}uusi`, 'sana')).toBe(false);
  expect(await room(`${host}7`, 'sana')).toBe(true);
  expect(await room('https://toinen.example/', 'sana')).toBe(true);
}, 30_000);

test('a newsroom has so many subscriptions in all; a renewal is not counted again', async () => {
  const { add, remove, room, store } = open();
  const total = 'hub-total:000000001';
  await store.commit([{ key: total, value: { count: HUB_LIMITS.subscriptions - 1 } }]);
  expect(await room('https://uusi.example/', 'sana')).toBe(true);
  await add([['https://lukija.example/', 'sana']]);
  await add([['https://lukija.example/', 'sana']]);
  expect(await store.get(total)).toEqual({ count: HUB_LIMITS.subscriptions });
  expect(await room('https://uusi.example/', 'sana')).toBe(false);
  expect(await room('https://lukija.example/', 'sana')).toBe(true);
  await remove('https://lukija.example/', 'sana');
  expect(await room('https://uusi.example/', 'sana')).toBe(true);
});

test('so many requests may wait for their verification, whoever made them', async () => {
  const { store } = open();
  const owner: TopicOwner = {
    key: KEY,
    timelineOwner: 'n1',
    store,
    baseUrl: 'https://kaiku.example',
    externalHub: null,
    now: () => 0,
    random: () => 0,
    rearm: () => undefined,
    log: SILENT,
    withLock: (work) => work(),
    outgoing: { send: async () => ({ ok: false, reason: 'unreachable' }) },
    pace: { requests: SLOTS, mails: SLOTS },
    feed: async () => fail('not-found'),
    present: async () => ({ slug: 'satama', languages: ['fi'] }),
  };
  const request: HubRequest = {
    mode: 'subscribe',
    topic: 'https://kaiku.example/fi/satama/feed.rss',
    callback: 'https://l.example/1',
    leaseSeconds: 600,
    secret: null,
  };
  const waiting = times(HUB_LIMITS.unverified - 1, (index) => ({
    key: jobKeys.job(KEY, 'hub-verify', `job-${index}`),
    value: {},
  }));
  await store.commit(waiting);
  expect(await askHub(owner, request)).toEqual({ ok: true });
  expect(await askHub(owner, { ...request, callback: 'https://l.example/2' })).toEqual({
    ok: false,
    refusal: 'full',
  });
});
