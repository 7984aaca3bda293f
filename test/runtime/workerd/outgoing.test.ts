import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, inject, test } from 'vitest';
import type { OutgoingAnswer, OutgoingRequest } from '../../../src/outgoing/outgoing.ts';
import { openOutgoing } from '../../../src/platform/cloudflare/outgoing.ts';

const BASE = 'https://tiedotteet.example';
const MIB = 1024 * 1024;
const SITE = `http://127.0.0.1:${inject('site')}`;

const request: Omit<OutgoingRequest, 'url'> = {
  method: 'GET',
  headers: {},
  body: null,
  maxBytes: MIB,
  timeout: 5_000,
  redirects: 5,
};

const inside = openOutgoing({ baseUrl: BASE, allowPrivateHosts: true });

function ask(path: string, rest: Partial<OutgoingRequest> = {}): Promise<OutgoingAnswer> {
  return inside.send({ ...request, url: `${SITE}${path}`, ...rest });
}

function reasonOf(answer: OutgoingAnswer): string {
  return answer.ok ? `answered ${answer.status}` : answer.reason;
}

function textOf(answer: OutgoingAnswer): string | null {
  return answer.ok ? new TextDecoder().decode(answer.body) : null;
}

/** The requests that the site reports. */
function heardOf(answer: OutgoingAnswer): unknown {
  return JSON.parse(textOf(answer) ?? 'null');
}

describe('requests that leave workerd', () => {
  test('say who asks and carry their body', async () => {
    const body = new TextEncoder().encode('<feed>äö</feed>');
    const answer = await ask('/callback?x=1#y', {
      method: 'POST',
      body,
      headers: { 'x-hub-signature': 'sha256=0' },
    });
    expect(heardOf(answer)).toMatchObject({
      method: 'POST',
      url: '/callback?x=1',
      body: '<feed>äö</feed>',
      headers: { 'user-agent': 'Kaiku/0.1 (+https://tiedotteet.example)', 'x-hub-signature': 'sha256=0' },
    });
    expect(answer).toMatchObject({ status: 200, url: `${SITE}/callback?x=1` });
  });

  test('leave a Durable Object as well', async () => {
    const stub = env.STORE.get(env.STORE.newUniqueId());
    const text = await runInDurableObject(stub, async () => textOf(await ask('/hops?left=1')));
    expect(text).toBe('there');
  });

  test.each(['/gzip', '/br'])('%s is decoded', async (path) => {
    expect(textOf(await ask(path))).toBe('Tiedote åäö');
  });

  test('304 is an answer', async () => {
    expect(await ask('/unchanged')).toMatchObject({ ok: true, status: 304, headers: { etag: '"7"' } });
  });

  test('what trickles or keeps silent is cut at the deadline', async () => {
    expect(reasonOf(await ask('/trickle', { timeout: 200 }))).toBe('timeout');
    expect(reasonOf(await ask('/silence', { timeout: 200 }))).toBe('timeout');
    await expect.poll(async () => textOf(await ask('/broken'))).toMatch(/trickle.*silence|silence.*trickle/);
  });

  test('a body of the limit is taken, of one byte more refused, and so is what unpacks to 64 MiB', async () => {
    const full = await ask('/bytes?n=1000', { maxBytes: 1000 });
    expect(full.ok && full.body.byteLength).toBe(1000);
    expect(reasonOf(await ask('/bytes?n=1001', { maxBytes: 1000 }))).toBe('too-large');
    expect(reasonOf(await ask('/bomb'))).toBe('too-large');
  });

  test('a body nobody asked for is not read', async () => {
    for (const path of ['/bytes?n=10', '/trickle', '/bomb']) {
      const answer = await ask(path, { maxBytes: 0 });
      expect([path, reasonOf(answer), textOf(answer)]).toEqual([path, 'answered 200', '']);
    }
  });

  test.each(['/damaged', '/short', '/zstd'])('%s is no answer', async (path) => {
    expect(reasonOf(await ask(path))).toBe('bad-answer');
  });

  test('five redirects are followed, a sixth is too many, and with none allowed it is the answer', async () => {
    expect(textOf(await ask('/hops?left=5'))).toBe('there');
    expect(reasonOf(await ask('/hops?left=6'))).toBe('too-many-redirects');
    expect(reasonOf(await ask('/hops?left=1', { redirects: 0 }))).toBe('answered 302');
  });

  test.each([
    [302, 'GET', ''],
    [307, 'POST', 'body'],
  ])('a POST answered %d goes on as %s', async (status, method, body) => {
    const sent = { method: 'POST' as const, body: new TextEncoder().encode('body') };
    expect(heardOf(await ask(`/redirect?to=/next&status=${status}`, sent))).toMatchObject({ method, body });
  });

  test.each([
    ['http://169.254.169.254/latest/meta-data/', 'refused-address'],
    ['ftp://example.com/', 'bad-url'],
  ])('a redirect to %s is not followed', async (to, reason) => {
    expect(reasonOf(await ask(`/redirect?to=${encodeURIComponent(to)}`))).toBe(reason);
  });

  test('a header that cannot be sent', async () => {
    expect(reasonOf(await ask('/x', { headers: { 'x-note': 'a\r\nhost: evil' } }))).toBe('bad-url');
  });

  test('nobody listens', async () => {
    expect(reasonOf(await ask('', { url: 'http://127.0.0.1:1/' }))).toBe('unreachable');
  });
});

describe('names that lead inside', () => {
  function outside(names: { readonly [name: string]: readonly string[] }) {
    const asked: string[] = [];
    const resolve = async (name: string) => {
      asked.push(name);
      return names[name] ?? [];
    };
    return { asked, outgoing: openOutgoing({ baseUrl: BASE, allowPrivateHosts: false, resolve }) };
  }

  test.each([[['127.0.0.1']], [['::1']], [['93.184.215.14', '10.0.0.1']], [['169.254.169.254']]])(
    'a name that resolves to %j is refused',
    async (addresses) => {
      const { outgoing } = outside({ 'inside.example': addresses });
      const url = `http://inside.example:${inject('site')}/`;
      expect(reasonOf(await outgoing.send({ ...request, url }))).toBe('refused-address');
    },
  );

  test('a literal address is refused without a look-up, a name without addresses after one', async () => {
    const { outgoing, asked } = outside({});
    for (const host of ['127.0.0.1', '2130706433', '[::1]', 'localhost']) {
      expect(reasonOf(await outgoing.send({ ...request, url: `http://${host}/` }))).toBe('refused-address');
    }
    expect(asked).toEqual([]);
    expect(reasonOf(await outgoing.send({ ...request, url: 'http://nowhere.example/' }))).toBe('unreachable');
    expect(asked).toEqual(['nowhere.example']);
  });
});
