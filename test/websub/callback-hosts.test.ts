import { afterEach, expect, test } from 'vitest';
import { at, NOON, RELEASES } from '../http/harness.ts';
import { type Hub, openHub } from './hub-harness.ts';
import { respondWith } from './receiver.ts';

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;

let hub: Hub;
afterEach(() => hub.close());

async function subscribeMany(count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) expect((await hub.subscribe(`/${index}`)).status).toBe(202);
}

async function pushesOf(number: number): Promise<unknown> {
  return at((await hub.call('GET', `${RELEASES}/${number}/deliveries`, { token: hub.token })).json, 'push');
}

const paths = () => hub.receiver.deliveries.map(({ path }) => path).sort();

test('deliveries above the bytes of an hour wait for the next one, and none is lost', async () => {
  hub = await openHub({ bytesPerHost: 25_000 });
  await subscribeMany(6);
  await hub.publish('Pitkä', `<p>${'a'.repeat(10_000)}</p>`);
  expect(hub.receiver.deliveries).toHaveLength(2);
  await hub.moveTo(NOON + HOUR - 1);
  expect(hub.receiver.deliveries).toHaveLength(2);
  expect(await pushesOf(1)).toMatchObject({ total: 6, delivered: 2, failed: 0, pending: 4 });
  await hub.moveTo(NOON + HOUR + 60 * SECOND);
  expect(hub.receiver.deliveries).toHaveLength(4);
  await hub.moveTo(NOON + 2 * HOUR + 60 * SECOND);
  expect(paths()).toEqual(['/0', '/1', '/2', '/3', '/4', '/5']);
  expect(await pushesOf(1)).toMatchObject({ total: 6, delivered: 6, failed: 0, pending: 0 });
});

test('a delivery that is larger than the bytes of an hour has an hour of its own', async () => {
  hub = await openHub({ bytesPerHost: 1 });
  await subscribeMany(3);
  await hub.publish('Uutinen');
  for (let hour = 1; hour <= 3; hour += 1) {
    expect(hub.receiver.deliveries).toHaveLength(hour);
    await hub.moveTo(NOON + hour * HOUR + 60 * SECOND);
  }
  expect(paths()).toEqual(['/0', '/1', '/2']);
});

test('a delivery that waited for more than three days is still tried for three days', async () => {
  hub = await openHub({ bytesPerHost: 1 });
  await subscribeMany(80);
  await hub.publish('Uutinen');
  for (let hour = 1; hour <= 76; hour += 1) await hub.moveTo(NOON + hour * HOUR + 60 * SECOND);
  const before = hub.receiver.deliveries.length;
  const answer = respondWith(500);
  for (let index = 0; index < 80; index += 1) hub.receiver.behaviours.set(`/${index}`, answer);
  await hub.moveTo(NOON + 77 * HOUR + 60 * SECOND);
  expect(hub.receiver.deliveries.length).toBe(before + 1);
  expect(await pushesOf(1)).toMatchObject({ total: 80, failed: 0 });
}, 30_000);

test('a host whose deliveries fail one after the other is left alone, and one delivery tries it again', async () => {
  hub = await openHub();
  await subscribeMany(40);
  for (let index = 0; index < 40; index += 1) hub.receiver.behaviours.set(`/${index}`, respondWith(500));
  await hub.publish('Uutinen');
  // Those that were under way together with the fifth.
  const begun = hub.receiver.deliveries.length;
  expect(begun).toBeLessThan(30);
  await hub.moveTo(NOON + 3 * SECOND);
  expect(hub.receiver.deliveries.length).toBe(begun + 1);
  await hub.moveTo(NOON + 4 * SECOND);
  expect(hub.receiver.deliveries.length).toBe(begun + 1);
  for (let minute = 1; minute <= 60; minute += 1) await hub.moveTo(NOON + minute * 60 * SECOND);
  // 40 callbacks that back off by themselves would have been called more than 400 times.
  expect(hub.receiver.deliveries.length).toBeLessThan(begun + 45);
  hub.receiver.behaviours.clear();
  for (let hour = 2; hour <= 5; hour += 1) await hub.moveTo(NOON + hour * HOUR);
  expect(await pushesOf(1)).toMatchObject({ total: 40, delivered: 40, failed: 0, pending: 0 });
}, 30_000);

test('callbacks that fail do not hold up others of their host for more than seconds', async () => {
  hub = await openHub();
  await subscribeMany(20);
  const failing = Array.from({ length: 10 }, (_, index) => `/${index}`);
  for (const path of failing) hub.receiver.behaviours.set(path, respondWith(500));
  await hub.publish('Uutinen');
  await hub.moveTo(NOON + 10 * SECOND);
  // The failing ones alone are tried for half a day, so that the host seems to fail.
  for (let minute = 0; minute <= 720; minute += 10) await hub.moveTo(NOON + minute * 60 * SECOND);
  const calls = hub.receiver.deliveries.length;
  await hub.publish('Toinen uutinen');
  // One tries the host, and the others follow it.
  for (const seconds of [10, 20]) await hub.moveTo(NOON + 12 * HOUR + seconds * SECOND);
  const served = hub.receiver.deliveries.slice(calls).filter(({ path }) => !failing.includes(path));
  expect(new Set(served.map(({ path }) => path)).size).toBe(10);
}, 30_000);

test('a callback that is gone does not make its host a failing one', async () => {
  hub = await openHub();
  await subscribeMany(12);
  for (let index = 0; index < 12; index += 1) hub.receiver.behaviours.set(`/${index}`, respondWith(404));
  await hub.publish('Uutinen');
  await hub.moveTo(NOON + 2 * SECOND);
  expect(hub.receiver.deliveries).toHaveLength(24);
});

test('deliveries to a host that never works become dead letters after three days', async () => {
  hub = await openHub();
  await subscribeMany(10);
  for (let index = 0; index < 10; index += 1) hub.receiver.behaviours.set(`/${index}`, respondWith(503));
  await hub.publish('Uutinen');
  for (let hour = 1; hour <= 74; hour += 1) await hub.moveTo(NOON + hour * HOUR);
  expect(await pushesOf(1)).toMatchObject({ total: 10, delivered: 0, failed: 10, pending: 0 });
}, 30_000);

test('the subscriptions of one host are limited as the operator says', async () => {
  hub = await openHub({ subscriptionsPerHost: 3 });
  await subscribeMany(3);
  expect((await hub.subscribe('/3')).status).toBe(400);
  expect((await hub.subscribe('/0')).status).toBe(202);
});

test('the new subscriptions of one host are limited by the hour with status 429', async () => {
  hub = await openHub({ requestsPerHost: 2 });
  await subscribeMany(2);
  const refused = await hub.subscribe('/2');
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('3600');
  expect(hub.receiver.verifications).toHaveLength(2);
  await hub.moveTo(NOON + HOUR);
  expect((await hub.subscribe('/2')).status).toBe(202);
});

test('a request is verified once, whatever the callback answers', async () => {
  hub = await openHub();
  hub.receiver.unconfirming.add('/a');
  await hub.subscribe('/a');
  await hub.moveTo(NOON + DAY);
  expect(hub.receiver.verifications).toHaveLength(1);
});
