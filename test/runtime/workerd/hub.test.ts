import { exports } from 'cloudflare:workers';
import { expect, inject, test } from 'vitest';

const ADMIN = 'admin-token-of-the-tests';
const BASE = 'http://localhost:8787';
/** A busy machine starts workerd slowly. */
const WAIT = { timeout: 20_000 };

function call(path: string, init: RequestInit = {}): Promise<Response> {
  return exports.default.fetch(new Request(`${BASE}${path}`, init));
}

function send(path: string, token: string, body: unknown): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return call(path, { method: 'POST', headers, body: JSON.stringify(body) });
}

/** Creates a newsroom and returns its token. */
async function found(slug: string): Promise<string> {
  const profile = { slug, name: 'Verkko', languages: ['fi'], defaultLanguage: 'fi' };
  const founded: unknown = await (await send('/api/v1/newsrooms', ADMIN, profile)).json();
  return typeof founded === 'object' && founded !== null && 'token' in founded ? String(founded.token) : '';
}

/** Requests to the callback, in order. */
async function received(name: string): Promise<{ readonly kind: string; readonly body: string }[]> {
  const answer: unknown = await (await fetch(`http://127.0.0.1:${inject('site')}/heard?name=${name}`)).json();
  return Array.isArray(answer) ? answer : [];
}

test.each([
  ['its newsroom', '/fi/verkko/feed.atom', 'verkko'],
  ['all newsrooms', '/fi/feed.json', 'kaikki'],
])(
  'inside workerd a subscriber of the feed of %s is verified and told what is published',
  async (_of, topic, slug) => {
    const token = await found(slug);
    const callback = `http://127.0.0.1:${inject('site')}/hear?name=${slug}`;
    const form = { 'hub.mode': 'subscribe', 'hub.topic': `${BASE}${topic}`, 'hub.callback': callback };
    const asked = await call('/hub', {
      method: 'POST',
      body: new URLSearchParams({ ...form, 'hub.secret': 'avain' }),
    });
    expect(asked.status).toBe(202);
    await expect
      .poll(async () => (await received(slug)).map(({ kind }) => kind), WAIT)
      .toEqual(['subscribe']);

    const release = { state: 'published', variants: { fi: { title: 'Verkko kasvaa' } } };
    const published = await send(`/api/v1/newsrooms/${slug}/releases`, token, release);
    expect(published.status).toBe(201);
    await expect.poll(async () => (await received(slug)).length, WAIT).toBe(2);
    const [, delivery] = await received(slug);
    expect(delivery?.kind).toMatch(/^sha256=[0-9a-f]{64}$/);
    const document = await (await call(topic)).text();
    expect(delivery?.body.slice(0, 200)).toBe(document.slice(0, 200));
    // What was published before the subscription is not delivered.
    expect(delivery?.body.match(/release\/[0-9]+\/fi/g)).toHaveLength(1);
    expect(delivery?.body).toContain(`/fi/${slug}/1/verkko-kasvaa`);
  },
  60_000,
);

test('inside workerd a delivery that fails is tried again by the alarm', async () => {
  const token = await found('sitkea');
  const callback = `http://127.0.0.1:${inject('site')}/hear?name=sitkea&fail=2`;
  const topic = `${BASE}/fi/sitkea/feed.rss`;
  const form = { 'hub.mode': 'subscribe', 'hub.topic': topic, 'hub.callback': callback };
  await call('/hub', { method: 'POST', body: new URLSearchParams(form) });
  await expect.poll(async () => (await received('sitkea')).length, WAIT).toBe(1);
  const release = { state: 'published', variants: { fi: { title: 'Sitkeä uutinen' } } };
  await send('/api/v1/newsrooms/sitkea/releases', token, release);
  await expect.poll(async () => (await received('sitkea')).length, WAIT).toBe(4);
  const path = '/api/v1/newsrooms/sitkea/releases/1/deliveries';
  const headers = { authorization: `Bearer ${token}` };
  await expect
    .poll(async () => await (await call(path, { headers })).json(), WAIT)
    .toMatchObject({ push: { total: 1, delivered: 1, pending: 0 } });
}, 60_000);
