import { expect, test } from 'vitest';
import { BASE, openNewsroom, RELEASES, VARIANTS } from '../http/harness.ts';
import { openSite } from '../runtime/node/site.ts';

/** How often a callback is told of a release, when this is what it answers to the question whether it meant it. */
async function toldAfter(answer: (challenge: string) => { status: number; body: string }): Promise<number> {
  let told = 0;
  const site = await openSite((request, response) => {
    const challenge = new URL(request.url ?? '/', 'http://lukija').searchParams.get('hub.challenge') ?? '';
    request.resume();
    if (request.method === 'POST') told += 1;
    const { status, body } = request.method === 'POST' ? { status: 200, body: '' } : answer(challenge);
    response.writeHead(status).end(body);
  });
  const { app, call, service, token } = await openNewsroom();
  const topic = `${BASE}/fi/satamakaupunki/feed.rss`;
  const callback = `http://127.0.0.1:${site.port}/`;
  const body = new URLSearchParams({ 'hub.mode': 'subscribe', 'hub.topic': topic, 'hub.callback': callback });
  expect((await app.request('/hub', { method: 'POST', body })).status).toBe(202);
  await service.settled();
  await call('POST', RELEASES, { token, json: { state: 'published', variants: VARIANTS } });
  await service.settled();
  await service.close();
  await site.close();
  return told;
}

test.each([200, 202, 299])(
  'a callback that answers the challenge alone, with %d, is told from then on',
  async (status) => {
    expect(await toldAfter((body) => ({ status, body }))).toBe(1);
  },
);

test.each([
  [
    'a page that has the challenge in it',
    (challenge: string) => ({ status: 200, body: `<p>${challenge}</p>` }),
  ],
  ['the challenge and a line end', (challenge: string) => ({ status: 200, body: `${challenge}\n` })],
  ['a part of the challenge', (challenge: string) => ({ status: 200, body: challenge.slice(1) })],
  ['nothing', () => ({ status: 200, body: '' })],
  ['the challenge, and that it is not there', (body: string) => ({ status: 404, body })],
  ['the challenge, and that it is elsewhere', (body: string) => ({ status: 300, body })],
])('a callback that answers %s is told nothing', async (_, answer) => {
  expect(await toldAfter(answer)).toBe(0);
});
