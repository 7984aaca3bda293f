import { afterEach, beforeEach, expect, test } from 'vitest';
import { pendingOf } from '../../src/jobs/delivery-counts.ts';
import { openReceiver, type Receiver, respondWith } from '../websub/receiver.ts';
import { at, BASE, NEWSROOM, NOON, openNewsroom, RELEASES, VARIANTS } from './harness.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let receiver: Receiver;
let newsroom: Awaited<ReturnType<typeof openNewsroom>>;

beforeEach(async () => {
  receiver = await openReceiver();
  newsroom = await openNewsroom();
});

afterEach(async () => {
  await newsroom.service.close();
  await receiver.close();
});

async function publish(): Promise<number> {
  const { call, service, token } = newsroom;
  const { json } = await call('POST', RELEASES, { token, json: { state: 'published', variants: VARIANTS } });
  await service.waitUntilIdle();
  return Number(json.number);
}

async function subscribe(path: string): Promise<void> {
  const topic = `${BASE}/fi/satamakaupunki/feed.rss`;
  const body = new URLSearchParams({
    'hub.mode': 'subscribe',
    'hub.topic': topic,
    'hub.callback': receiver.url(path),
  });
  expect((await newsroom.app.request('/hub', { method: 'POST', body })).status).toBe(202);
  await newsroom.service.waitUntilIdle();
}

async function moveTo(instant: number): Promise<void> {
  await newsroom.moveTo(instant);
  await newsroom.service.waitUntilIdle();
}

const pushOf = async (number: number) =>
  at(
    (await newsroom.call('GET', `${RELEASES}/${number}/deliveries`, { token: newsroom.token })).json,
    'push',
  );

async function deadLetters(): Promise<unknown[]> {
  const { json } = await newsroom.call('GET', `${NEWSROOM}/dead-letters`, { token: newsroom.token });
  return Array.isArray(json.deadLetters) ? json.deadLetters : [];
}

test('deliveries begin with the first attempt and end with the last delivery', async () => {
  await subscribe('/lukija');
  const number = await publish();
  const first = { began: '2026-03-10T12:00:00+02:00', ended: '2026-03-10T12:00:00+02:00', total: 1 };
  expect(await pushOf(number)).toMatchObject({ ...first, delivered: 1 });
  await moveTo(NOON + 2 * HOUR);
  const headers = { 'If-Match': '*' };
  const json = { note: 'Päivä korjattu' };
  await newsroom.call('POST', `${RELEASES}/${number}/correct`, { token: newsroom.token, json, headers });
  await newsroom.service.waitUntilIdle();
  expect(await pushOf(number)).toMatchObject({
    began: first.began,
    ended: '2026-03-10T14:00:00+02:00',
    total: 2,
    delivered: 2,
    failed: 0,
    pending: 0,
  });
});

test('deliveries are complete when all have ended and no fan-out is running', () => {
  const count = { began: NOON, ended: NOON, total: 3, delivered: 2, failed: 1, open: 0 };
  expect(pendingOf(count)).toEqual({ count: 0, isOver: true });
  expect(pendingOf({ ...count, open: 1 })).toEqual({ count: 0, isOver: false });
  expect(pendingOf({ ...count, failed: 0 })).toEqual({ count: 1, isOver: false });
  expect(pendingOf({ ...count, total: 0 })).toEqual({ count: 0, isOver: true });
});

test('a dead letter is kept for thirty days and no longer', async () => {
  await subscribe('/poissa');
  receiver.behaviours.set('/poissa', respondWith(500));
  await publish();
  for (let hour = 1; hour <= 73; hour += 1) await moveTo(NOON + hour * HOUR);
  const [letter, ...others] = await deadLetters();
  expect(others).toEqual([]);
  const died = Date.parse(String(at(letter, 'lastAt')));
  await moveTo(died + 30 * DAY - 1000);
  expect(await deadLetters()).toHaveLength(1);
  await moveTo(died + 30 * DAY + 2000);
  expect(await deadLetters()).toEqual([]);
});
