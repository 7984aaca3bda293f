import { createHmac } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { FORMATS } from '../../src/domain/feed-name.ts';
import { NEWSROOM, NOON, RELEASES } from '../http/harness.ts';
import { type Hub, openHub } from './hub-harness.ts';
import { respondWith } from './receiver.ts';

const SECOND = 1000;

let hub: Hub;
afterEach(() => hub.close());

/** The numbers of the releases in a text that has the titles `Uutinen 1.`, `Uutinen 2.` … */
function newsIn(text = ''): number[] {
  return [...new Set([...text.matchAll(/Uutinen (\d+)\./g)].map(([, number]) => Number(number)))];
}

async function publishNews(from: number, to: number): Promise<void> {
  for (let number = from; number <= to; number += 1) await hub.publish(`Uutinen ${number}.`);
}

test.each(FORMATS)(
  'a delivery of the %s feed has the new entry only, below the head of the feed',
  async (format) => {
    hub = await openHub();
    await publishNews(1, 60);
    await hub.subscribe('/a', `fi/satamakaupunki/feed.${format}`);
    await publishNews(61, 62);
    const [first, second, ...others] = hub.receiver.at('/a');
    expect(others).toEqual([]);
    expect(newsIn(first?.body.toString())).toEqual([61]);
    expect(newsIn(second?.body.toString())).toEqual([62]);
    const document = await hub.get(`/fi/satamakaupunki/feed.${format}`);
    expect(second?.headers['content-type']).toBe(document.headers.get('content-type'));
    const mac = createHmac('sha256', 'avain')
      .update(second?.body ?? '')
      .digest('hex');
    expect(second?.headers['x-hub-signature']).toBe(`sha256=${mac}`);
    const head = document.text.slice(0, document.text.search(/<item>|<entry|"items"/));
    expect(second?.body.toString().startsWith(head)).toBe(true);
  },
);

test('a delivery has the changed entry after an edit and after a correction', async () => {
  hub = await openHub();
  await publishNews(1, 3);
  await hub.subscribe('/a');
  await hub.send('PATCH', `${RELEASES}/2`, { variants: { fi: { lead: 'Uusi johdanto.' } } });
  await hub.moveTo(NOON + 60 * SECOND);
  await hub.send('POST', `${RELEASES}/1/correct`, { note: 'Virhe.' });
  expect(hub.textsAt('/a').map(newsIn)).toEqual([[2], [1]]);
  expect(hub.textsAt('/a')[0]).toContain('Uusi johdanto.');
});

test.each([
  ['atom', 'at:deleted-entry ref="', '"'],
  ['json', '"withdrawn":[{"id":"', '"'],
] as const)('a withdrawal is delivered in %s as the one new tombstone', async (format, before, after) => {
  hub = await openHub();
  await publishNews(1, 3);
  await hub.send('POST', `${RELEASES}/1/withdraw`, { reason: 'Vanha.' });
  await hub.subscribe('/a', `fi/satamakaupunki/feed.${format}`);
  await hub.moveTo(NOON + 60 * SECOND);
  await hub.send('POST', `${RELEASES}/2/withdraw`, { reason: 'Perusteeton.' });
  const [text = '', ...others] = hub.textsAt('/a');
  expect(others).toEqual([]);
  expect(newsIn(text)).toEqual([]);
  expect(text).toContain(`${before}tag:tiedotteet.example,2026-03-10:release/1000002/fi${after}`);
  expect(text).not.toContain('release/1000001/fi');
});

test('what was imported without a delivery comes with the next one', async () => {
  hub = await openHub();
  await publishNews(1, 1);
  await hub.subscribe('/a');
  const items = [{ id: 'x', language: 'fi', title: 'Uutinen 100.', content_html: '<p>Vanhaa.</p>' }];
  const json = { version: 'https://jsonfeed.org/version/1.1', title: 'Vanhat', items };
  const headers = { 'Content-Type': 'application/feed+json' };
  await hub.call('POST', `${NEWSROOM}/imports`, { token: hub.token, json, headers });
  await hub.publish('Uutinen 2.');
  expect(hub.textsAt('/a').map((text) => newsIn(text).sort())).toEqual([[100, 2]]);
});

test('a delivery has all that changed since the last one that the subscriber accepted', async () => {
  hub = await openHub();
  await publishNews(1, 2);
  await hub.subscribe('/a');
  hub.receiver.behaviours.set('/a', respondWith(500));
  await publishNews(3, 4);
  hub.receiver.behaviours.delete('/a');
  await publishNews(5, 5);
  expect(hub.textsAt('/a').map(newsIn)).toEqual([[3], [4, 3], [5, 4, 3]]);
  await hub.moveTo(NOON + 3600 * SECOND);
  await publishNews(6, 6);
  expect(hub.textsAt('/a').map(newsIn).slice(3)).toEqual([[6]]);
});

test('a renewal does not change what the subscriber has', async () => {
  hub = await openHub();
  await hub.subscribe('/a');
  hub.receiver.behaviours.set('/a', respondWith(500));
  await publishNews(1, 1);
  hub.receiver.behaviours.delete('/a');
  await hub.subscribe('/a');
  await publishNews(2, 2);
  expect(hub.textsAt('/a').map(newsIn)).toEqual([[1], [2, 1]]);
});

test('a new name of the publisher is delivered without the entries', async () => {
  hub = await openHub();
  await publishNews(1, 20);
  await hub.subscribe('/a');
  await hub.subscribe('/all', 'fi/feed.rss');
  await hub.send('PATCH', NEWSROOM, { name: { fi: 'Satamakunta' } });
  expect(hub.textsAt('/a').map(newsIn)).toEqual([[]]);
  expect(hub.textsAt('/a')[0]).toContain('Satamakunta');
  expect(hub.textsAt('/all').map(newsIn)).toEqual([[]]);
});

test('a feed across newsrooms is delivered in the same way', async () => {
  hub = await openHub();
  await publishNews(1, 5);
  await hub.subscribe('/all', 'fi/feed.atom');
  await publishNews(6, 6);
  expect(hub.textsAt('/all').map(newsIn)).toEqual([[6]]);
});

test('sixty subscriptions at one host get a small part of a feed of 1.9 MB', async () => {
  hub = await openHub();
  const body = `<p>${'Satama on auki. '.repeat(2_400)}</p>`;
  for (let number = 1; number <= 50; number += 1) await hub.publish(`Uutinen ${number}.`, body);
  for (let index = 0; index < 60; index += 1) await hub.subscribe(`/many/${index}`);
  const document = await hub.get('/fi/satamakaupunki/feed.rss');
  expect(document.text.length).toBeGreaterThan(1_900_000);
  await hub.publish('Uutinen 51.', body);
  const sent = hub.receiver.deliveries.map((delivery) => delivery.body.length);
  expect(sent).toHaveLength(60);
  expect(sent.reduce((sum, bytes) => sum + bytes)).toBeLessThan(60 * 45_000);
}, 60_000);
