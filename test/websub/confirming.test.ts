import { expect, test } from 'vitest';
import { BASE, openNewsroom, RELEASES, VARIANTS } from '../http/harness.ts';
import { openSite } from '../runtime/node/site.ts';

/** Publishes a release and returns the number of deliveries to a callback that answers its verification so. */
async function deliveriesAfter(
  answer: (challenge: string) => { status: number; body: string },
): Promise<number> {
  let deliveries = 0;
  const site = await openSite((request, response) => {
    const challenge = new URL(request.url ?? '/', 'http://lukija').searchParams.get('hub.challenge') ?? '';
    request.resume();
    if (request.method === 'POST') deliveries += 1;
    const { status, body } = request.method === 'POST' ? { status: 200, body: '' } : answer(challenge);
    response.writeHead(status).end(body);
  });
  const { app, call, service, token } = await openNewsroom();
  const topic = `${BASE}/fi/satamakaupunki/feed.rss`;
  const callback = `http://127.0.0.1:${site.port}/`;
  const body = new URLSearchParams({ 'hub.mode': 'subscribe', 'hub.topic': topic, 'hub.callback': callback });
  expect((await app.request('/hub', { method: 'POST', body })).status).toBe(202);
  await service.waitUntilIdle();
  await call('POST', RELEASES, { token, json: { state: 'published', variants: VARIANTS } });
  await service.waitUntilIdle();
  await service.close();
  await site.close();
  return deliveries;
}

test.each([200, 202, 299])(
  'a callback that answers exactly the challenge with status %d gets deliveries',
  async (status) => {
    expect(await deliveriesAfter((body) => ({ status, body }))).toBe(1);
  },
);

test.each([
  [
    'a page that contains the challenge',
    (challenge: string) => ({ status: 200, body: `<p>${challenge}</p>` }),
  ],
  ['the challenge and a line end', (challenge: string) => ({ status: 200, body: `${challenge}\n` })],
  ['a part of the challenge', (challenge: string) => ({ status: 200, body: challenge.slice(1) })],
  ['nothing', () => ({ status: 200, body: '' })],
  ['the challenge with status 404', (body: string) => ({ status: 404, body })],
  ['the challenge with status 300', (body: string) => ({ status: 300, body })],
])('a callback that answers %s gets no deliveries', async (_, answer) => {
  expect(await deliveriesAfter(answer)).toBe(0);
});
