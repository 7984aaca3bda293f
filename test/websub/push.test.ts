import { createHmac } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ADMIN, at, BASE, NEWSROOM, NOON, openNewsroom, RELEASES, VARIANTS } from '../http/harness.ts';
import { openReceiver, type Receiver, respondWith } from './receiver.ts';

const SECOND = 1000;
const DAY = 24 * 60 * 60 * SECOND;
const TOPIC = `${BASE}/fi/satamakaupunki/feed.rss`;

type Newsroom = Awaited<ReturnType<typeof openNewsroom>>;

let receiver: Receiver;
let harness: Newsroom;

beforeEach(async () => {
  receiver = await openReceiver();
  harness = await openNewsroom();
});

afterEach(async () => {
  await harness.service.close();
  await receiver.close();
});

async function ask(form: { readonly [name: string]: string }): Promise<number> {
  const body = new URLSearchParams({ 'hub.mode': 'subscribe', 'hub.topic': TOPIC, ...form });
  const answer = await harness.app.request('/hub', { method: 'POST', body });
  await harness.service.waitUntilIdle();
  return answer.status;
}

async function subscribe(path: string, rest: { readonly [name: string]: string } = {}): Promise<void> {
  expect(await ask({ 'hub.callback': receiver.url(path), ...rest })).toBe(202);
}

async function publish(title = 'Satama laajenee'): Promise<number> {
  const json = { state: 'published', variants: { fi: { title }, sv: { title: 'Hamnen växer' } } };
  const answer = await harness.call('POST', RELEASES, { token: harness.token, json });
  await harness.service.waitUntilIdle();
  return Number(answer.json.number);
}

async function moveTo(instant: number): Promise<void> {
  await harness.moveTo(instant);
  await harness.service.waitUntilIdle();
}

async function deliveriesOf(number: number): Promise<unknown> {
  const answer = await harness.call('GET', `${RELEASES}/${number}/deliveries`, { token: harness.token });
  return answer.json;
}

async function deadLetters(): Promise<unknown[]> {
  const { json } = await harness.call('GET', `${NEWSROOM}/dead-letters`, { token: harness.token });
  return Array.isArray(json.deadLetters) ? json.deadLetters : [];
}

test('a subscriber gets what is new in its topic, signed, with the Link header', async () => {
  await subscribe('/a?own=1', { 'hub.secret': 'satamassa tuulee' });
  await publish();
  const document = await harness.get('/fi/satamakaupunki/feed.rss');
  const [delivery, ...others] = receiver.at('/a');
  expect(others).toEqual([]);
  const text = delivery?.body.toString() ?? '';
  expect(text).toContain('Satama laajenee');
  expect(text).not.toContain('Uusi lauttalinja');
  const older = document.text.slice(
    document.text.lastIndexOf('<item>'),
    document.text.lastIndexOf('</channel>'),
  );
  expect(text).toBe(document.text.replace(older, ''));
  expect(delivery?.headers['content-type']).toBe(document.headers.get('content-type'));
  expect(delivery?.headers.link).toBe(`<${BASE}/hub>; rel="hub", <${TOPIC}>; rel="self"`);
  const mac = createHmac('sha256', 'satamassa tuulee').update(text).digest('hex');
  expect(delivery?.headers['x-hub-signature']).toBe(`sha256=${mac}`);
  expect(delivery?.headers['content-encoding']).toBeUndefined();
});

test('a verification appends a new challenge and the lease to the query of the callback', async () => {
  await subscribe('/a?own=%C3%A4&b', { 'hub.lease_seconds': '999999999' });
  await subscribe('/a?own=%C3%A4&b');
  const [first, second] = receiver.verifications;
  expect(first?.search).toMatch(/^\?own=%C3%A4&b&hub\.mode=subscribe&hub\.topic=/);
  expect(first?.searchParams.get('hub.topic')).toBe(TOPIC);
  expect(first?.searchParams.get('hub.lease_seconds')).toBe(String(30 * 24 * 60 * 60));
  expect(second?.searchParams.get('hub.lease_seconds')).toBe(String(10 * 24 * 60 * 60));
  const challenges = [first, second].map((url) => url?.searchParams.get('hub.challenge'));
  expect(challenges[0]).toMatch(/^[0-9a-f]{32,}$/);
  expect(challenges[0]).not.toBe(challenges[1]);
});

test('a request that is not confirmed changes nothing', async () => {
  receiver.unconfirming.add('/never');
  await subscribe('/never');
  await subscribe('/kept');
  receiver.unconfirming.add('/kept');
  await subscribe('/kept', { 'hub.mode': 'unsubscribe' });
  await publish();
  expect(receiver.at('/never')).toEqual([]);
  expect(receiver.at('/kept')).toHaveLength(1);
});

test('an unsubscribed callback gets no deliveries', async () => {
  await subscribe('/a');
  await subscribe('/a', { 'hub.mode': 'unsubscribe' });
  await publish();
  expect(receiver.deliveries).toEqual([]);
  expect(receiver.verifications.at(-1)?.searchParams.get('hub.mode')).toBe('unsubscribe');
});

test('each language, format and cut is a topic and is delivered when its document changes', async () => {
  const topics = ['sv/satamakaupunki/feed.atom', 'fi/satamakaupunki/types/bulletin/feed.json', 'fi/feed.rss'];
  const keyword = 'fi/satamakaupunki/keywords/liikenne/feed.json';
  for (const [index, topic] of [...topics, keyword].entries()) {
    await subscribe(`/${index}`, { 'hub.topic': `${BASE}/${topic}` });
  }
  await publish();
  expect(receiver.deliveries.map(({ path }) => path).sort()).toEqual(['/0', '/2']);
  const json = { variants: { fi: { lead: 'Lautta kulkee puolen tunnin välein.' } } };
  const headers = { 'If-Match': '"1"' };
  await harness.call('PATCH', `${RELEASES}/1`, { token: harness.token, json, headers });
  await harness.service.waitUntilIdle();
  // The minor edit changes the Finnish feeds only, so the Swedish document has the same bytes.
  expect(receiver.deliveries.map(({ path }) => path).sort()).toEqual(['/0', '/2', '/2', '/3']);
});

test('a change of the profile is delivered, a draft and an import are not', async () => {
  await subscribe('/a');
  await harness.call('POST', RELEASES, { token: harness.token, json: { variants: VARIANTS } });
  await harness.service.waitUntilIdle();
  expect(receiver.deliveries).toEqual([]);
  await harness.call('PATCH', NEWSROOM, { token: harness.token, json: { name: { fi: 'Satamakunta' } } });
  await harness.service.waitUntilIdle();
  expect(receiver.at('/a')).toHaveLength(1);
  expect(receiver.at('/a')[0]?.body.toString()).toContain('Satamakunta');
  const item = {
    version: 'https://jsonfeed.org/version/1.1',
    title: 'Vanhat',
    items: [{ id: 'x', language: 'fi', title: 'Vanha uutinen', content_html: '<p>Vanhaa.</p>' }],
  };
  const headers = { 'Content-Type': 'application/feed+json' };
  const imported = await harness.call('POST', `${NEWSROOM}/imports`, {
    token: harness.token,
    json: item,
    headers,
  });
  await harness.service.waitUntilIdle();
  expect(imported.status).toBe(200);
  expect((await harness.get('/fi/satamakaupunki/feed.rss')).text).toContain('Vanha uutinen');
  expect(receiver.at('/a')).toHaveLength(1);
});

test('an embargoed release is delivered at its time and not before', async () => {
  await subscribe('/a');
  const json = {
    state: 'scheduled',
    publishAt: '2026-03-10T13:00',
    variants: { fi: { title: 'Salaisuus' } },
  };
  await harness.call('POST', RELEASES, { token: harness.token, json });
  await moveTo(NOON + 3600 * SECOND - 1);
  expect(receiver.deliveries).toEqual([]);
  await moveTo(NOON + 3600 * SECOND);
  expect(receiver.at('/a')[0]?.body.toString()).toContain('Salaisuus');
});

test('a callback that hangs delays neither an embargo nor other callbacks', async () => {
  await subscribe('/hanging');
  await subscribe('/working');
  const hanging: ServerResponse[] = [];
  receiver.behaviours.set('/hanging', (response) => hanging.push(response));
  const json = { state: 'published', variants: { fi: { title: 'Ensin tämä' } } };
  await harness.call('POST', RELEASES, { token: harness.token, json });
  await expect.poll(() => receiver.at('/working').length).toBe(1);
  const later = {
    state: 'scheduled',
    publishAt: '2026-03-10T12:01',
    variants: { fi: { title: 'Sitten tämä' } },
  };
  await harness.call('POST', RELEASES, { token: harness.token, json: later });
  await harness.moveTo(NOON + 60 * SECOND);
  expect((await harness.get('/fi/satamakaupunki/feed.rss')).text).toContain('Sitten tämä');
  await expect.poll(() => receiver.at('/working').length).toBe(2);
  expect(receiver.at('/hanging')).toHaveLength(1);
  for (const response of hanging) response.destroy();
});

test('a failed delivery is retried with the current document after about a second and then less often', async () => {
  await subscribe('/a');
  receiver.behaviours.set('/a', respondWith(500));
  const number = await publish();
  await moveTo(NOON + 700);
  expect(receiver.at('/a')).toHaveLength(1);
  await moveTo(NOON + 1250);
  expect(receiver.at('/a')).toHaveLength(2);
  await moveTo(NOON + 1250 + 999);
  expect(receiver.at('/a')).toHaveLength(2);
  receiver.behaviours.delete('/a');
  await moveTo(NOON + 10 * SECOND);
  expect(receiver.at('/a')).toHaveLength(3);
  expect(at(await deliveriesOf(number), 'push')).toMatchObject({
    total: 1,
    delivered: 1,
    failed: 0,
    pending: 0,
  });
  await moveTo(NOON + DAY);
  expect(receiver.at('/a')).toHaveLength(3);
});

test('a newer change is delivered at once in spite of a back-off', async () => {
  await subscribe('/a');
  receiver.behaviours.set('/a', respondWith(503, { 'Retry-After': '3600' }));
  await publish();
  await moveTo(NOON + 600 * SECOND);
  expect(receiver.at('/a')).toHaveLength(1);
  receiver.behaviours.delete('/a');
  await publish('Uudempi uutinen');
  expect(receiver.at('/a')).toHaveLength(2);
  expect(receiver.at('/a')[1]?.body.toString()).toContain('Uudempi uutinen');
  await moveTo(NOON + DAY);
  expect(receiver.at('/a')).toHaveLength(2);
});

test('Retry-After is followed', async () => {
  await subscribe('/a');
  receiver.behaviours.set('/a', respondWith(429, { 'Retry-After': '120' }));
  await publish();
  await moveTo(NOON + 119 * SECOND);
  expect(receiver.at('/a')).toHaveLength(1);
  await moveTo(NOON + 120 * SECOND);
  expect(receiver.at('/a')).toHaveLength(2);
});

test('the Idempotency-Key is the same only for the same document and subscriber', async () => {
  await subscribe('/a');
  receiver.behaviours.set('/a', respondWith(500));
  await publish();
  await moveTo(NOON + 2 * SECOND);
  await publish('Toinen');
  const keys = receiver.at('/a').map(({ headers }) => headers['idempotency-key']);
  expect(keys).toHaveLength(3);
  expect(keys[0]).toBe(keys[1]);
  expect(keys[2]).not.toBe(keys[0]);
});

test('a redirect is a failure and is not followed', async () => {
  await subscribe('/a');
  receiver.behaviours.set('/a', respondWith(301, { Location: receiver.url('/elsewhere') }));
  const number = await publish();
  expect(receiver.at('/elsewhere')).toEqual([]);
  expect(at(await deliveriesOf(number), 'push')).toMatchObject({ delivered: 0, pending: 1 });
});

test('410 ends the subscription', async () => {
  await subscribe('/a');
  receiver.behaviours.set('/a', respondWith(410));
  const number = await publish();
  expect(at(await deliveriesOf(number), 'push')).toMatchObject({ total: 1, failed: 1, pending: 0 });
  receiver.behaviours.delete('/a');
  await publish('Toinen');
  await moveTo(NOON + DAY);
  expect(receiver.at('/a')).toHaveLength(1);
});

test('no deliveries are made after the end of the lease', async () => {
  await subscribe('/a', { 'hub.lease_seconds': '600' });
  await moveTo(NOON + 599 * SECOND);
  await publish();
  expect(receiver.at('/a')).toHaveLength(1);
  await moveTo(NOON + 600 * SECOND);
  await publish('Toinen');
  expect(receiver.at('/a')).toHaveLength(1);
});

test('a renewed lease continues with the new secret', async () => {
  await subscribe('/a', { 'hub.lease_seconds': '600', 'hub.secret': 'vanha' });
  await harness.moveTo(NOON + 500 * SECOND);
  await subscribe('/a', { 'hub.lease_seconds': '600', 'hub.secret': 'uusi' });
  await moveTo(NOON + 900 * SECOND);
  await publish();
  const [delivery] = receiver.at('/a');
  const mac = createHmac('sha256', 'uusi')
    .update(delivery?.body ?? '')
    .digest('hex');
  expect(delivery?.headers['x-hub-signature']).toBe(`sha256=${mac}`);
});

test('after three days a delivery becomes a dead letter, which can be requeued', async () => {
  const body = { 'hub.mode': 'subscribe', 'hub.topic': TOPIC, 'hub.callback': receiver.url('/a') };
  await ask(body);
  receiver.behaviours.set('/a', respondWith(500));
  const number = await publish();
  for (let hour = 1; hour <= 73; hour += 1) await moveTo(NOON + hour * 3600 * SECOND);
  expect(at(await deliveriesOf(number), 'push')).toMatchObject({ total: 1, failed: 1, pending: 0 });
  const [letter, ...others] = await deadLetters();
  expect(others).toEqual([]);
  expect(letter).toMatchObject({ channel: 'hub-push', release: number, reason: 'http-500' });
  expect(at(letter, 'receiver')).toBe(new URL(receiver.url('/')).host);
  expect(JSON.stringify(letter)).not.toContain('/a');
  receiver.behaviours.delete('/a');
  const path = `${NEWSROOM}/dead-letters/${at(letter, 'id')}/requeue`;
  expect((await harness.call('POST', path, { token: harness.token })).status).toBe(202);
  await harness.service.waitUntilIdle();
  expect(at(await deliveriesOf(number), 'push')).toMatchObject({
    total: 1,
    delivered: 1,
    failed: 0,
    pending: 0,
  });
  expect(await deadLetters()).toEqual([]);
  expect((await harness.call('POST', path, { token: harness.token })).status).toBe(404);
});

test('subscriptions end with a denial that has the new URL when the slug changes', async () => {
  await subscribe('/a');
  await harness.call('PATCH', NEWSROOM, { token: ADMIN, json: { slug: 'satama' } });
  await harness.service.waitUntilIdle();
  const denial = receiver.verifications.at(-1)?.searchParams;
  expect(denial?.get('hub.mode')).toBe('denied');
  expect(denial?.get('hub.topic')).toBe(TOPIC);
  expect(denial?.get('hub.reason')).toContain(`${BASE}/fi/satama/feed.rss`);
  expect(receiver.deliveries).toEqual([]);
});

test('subscriptions end with a denial when the newsroom removes the language', async () => {
  await subscribe('/a', { 'hub.topic': `${BASE}/sv/satamakaupunki/feed.rss` });
  const headers = { 'If-Match': '*' };
  const json = { reason: 'Virhe', languages: ['sv'] };
  await harness.call('POST', `${RELEASES}/1/withdraw`, { token: harness.token, json, headers });
  await harness.call('PATCH', NEWSROOM, { token: harness.token, json: { languages: ['fi'] } });
  await harness.service.waitUntilIdle();
  expect(receiver.verifications.at(-1)?.searchParams.get('hub.mode')).toBe('denied');
});

test('the deliveries of a release have the time of publication and the counts', async () => {
  await subscribe('/a');
  await subscribe('/b');
  const number = await publish();
  expect(await deliveriesOf(number)).toMatchObject({
    readableAt: { fi: '2026-03-10T12:00:00+02:00', sv: '2026-03-10T12:00:00+02:00' },
    push: {
      began: '2026-03-10T12:00:00+02:00',
      ended: '2026-03-10T12:00:00+02:00',
      total: 2,
      delivered: 2,
      failed: 0,
      pending: 0,
    },
  });
  expect((await harness.call('GET', `${RELEASES}/${number}/deliveries`)).status).toBe(401);
  expect((await harness.call('GET', `${RELEASES}/999/deliveries`, { token: harness.token })).status).toBe(
    404,
  );
});

test('a thousand subscribers get one delivery each while a tenth of them fail', async () => {
  const form = { 'hub.mode': 'subscribe', 'hub.topic': TOPIC };
  for (let index = 0; index < 1000; index += 1) {
    const body = new URLSearchParams({ ...form, 'hub.callback': receiver.url(`/many/${index}`) });
    await harness.app.request('/hub', { method: 'POST', body });
    const failing = [respondWith(500), respondWith(410), respondWith(301), respondWith(404)][
      (index / 10) % 4
    ];
    if (index % 10 === 0 && failing !== undefined) receiver.behaviours.set(`/many/${index}`, failing);
  }
  await harness.service.waitUntilIdle();
  expect(receiver.verifications).toHaveLength(1000);
  const number = await publish();
  const paths = receiver.deliveries.map(({ path }) => path);
  expect(new Set(paths).size).toBe(1000);
  expect(paths).toHaveLength(1000);
  expect(at(await deliveriesOf(number), 'push')).toMatchObject({
    total: 1000,
    delivered: 900,
    failed: 25,
    pending: 75,
  });
}, 60_000);
