import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Inbox, openInbox } from '../../subscribers/mail/inbox.ts';
import { openReceiver, type Receiver } from '../../websub/receiver.ts';
import { ADMIN_TOKEN, call, freePort, type Running, startServer } from './process.ts';
import { openRetryingProxy } from './retrying-proxy.ts';

/** More than the suite needs: `KAIKU_TAKEOVERS=20 npx vitest run --project process test/runtime/node/takeover.test.ts`. */
const TAKEOVERS = Number(process.env.KAIKU_TAKEOVERS ?? '3');
const READERS = 8;
const PUBLISHERS = 2;
const SUBSCRIPTIONS = 12;
const MAIL_READERS = 5;
/** Published before and after each takeover. */
const PUBLISHED_BETWEEN = 6;
const GIF = Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs=', 'base64');
const NEWSROOM = '/api/v1/newsrooms/satama';

let data: string;
let port: number;
let server: Running;
let receiver: Receiver;
let inbox: Inbox;
let proxy: Awaited<ReturnType<typeof openRetryingProxy>>;
let token: string;

const environment = () => ({
  KAIKU_ALLOW_PRIVATE_HOSTS: '1',
  KAIKU_RATE_HUB: '1000000',
  KAIKU_RATE_SUBSCRIBE: '1000000',
  KAIKU_SMTP_URL: inbox.url,
  KAIKU_MAIL_FROM: 'Kaiku <tiedotteet@kaiku.example>',
});

beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'kaiku-takeover-'));
  port = await freePort();
  receiver = await openReceiver();
  inbox = await openInbox();
  proxy = await openRetryingProxy(port);
  server = await startServer(data, port, environment());
  const profile = { slug: 'satama', name: 'Satama', languages: ['fi'], defaultLanguage: 'fi' };
  token = String((await call(`${proxy.url}/api/v1/newsrooms`, ADMIN_TOKEN, 'POST', profile)).json.token);
});

afterEach(async () => {
  await server.kill('SIGKILL');
  await proxy.close();
  await receiver.close();
  await inbox.close();
  rmSync(data, { recursive: true });
});

async function takeOver(): Promise<void> {
  const before = server;
  server = await startServer(data, port, environment(), { flags: ['--takeover'] });
  expect(await before.ended()).toBe(0);
  expect(before.said()).not.toContain('Error');
}

const isHealthy = async () => (await fetch(`http://localhost:${port}/healthz`)).status === 200;

/** Speaks to the owner as a process that takes over. */
async function ask(message: object) {
  const socket = connect(join(data, 'owner.sock'));
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  const say = (said: object) => void socket.write(`${JSON.stringify(said)}\n`);
  say(message);
  const next = async (): Promise<unknown> => JSON.parse(String((await lines.next()).value));
  return { next, say, end: () => socket.destroy() };
}

async function subscribe(path: string): Promise<void> {
  const form = {
    'hub.mode': 'subscribe',
    'hub.topic': `http://localhost:${port}/fi/satama/feed.rss`,
    'hub.callback': receiver.url(path),
  };
  const answer = await fetch(`${proxy.url}/hub`, { method: 'POST', body: new URLSearchParams(form) });
  expect(answer.status).toBe(202);
}

async function subscribeByMail(email: string): Promise<void> {
  const choices = { email, language: 'fi' };
  expect((await call(`${proxy.url}${NEWSROOM}/subscriptions`, token, 'POST', choices)).status).toBe(202);
  await expect.poll(() => inbox.to(email).length, { timeout: 20_000 }).toBe(1);
  const [link = ''] =
    /https?:\/\/\S+\/subscriptions\/confirm\/\S+/.exec(inbox.to(email)[0]?.text ?? '') ?? [];
  const { pathname } = new URL(link);
  expect((await fetch(`${proxy.url}${pathname}`, { method: 'POST' })).status).toBe(200);
}

test('three takeovers under load fail no request and send nothing twice', async () => {
  const readers = Array.from({ length: MAIL_READERS }, (_, at) => `lukija${at}@lehti${at}.example`);
  for (const reader of readers) await subscribeByMail(reader);
  for (let at = 0; at < SUBSCRIPTIONS; at += 1) await subscribe(`/${at}`);
  await expect.poll(() => receiver.verifications.length, { timeout: 20_000 }).toBe(SUBSCRIPTIONS);

  const failed: string[] = [];
  const published = new Set<number>();
  let answered = 0;
  let isOver = false;
  const note = (what: string, status: number, expected: number) => {
    answered += 1;
    if (status !== expected) failed.push(`${what} ${status}`);
  };
  const read = async () => {
    for (let at = 0; !isOver; at += 1) {
      const path = at % 2 === 0 ? '/fi/satama/feed.rss' : `/fi/satama?n=${at}`;
      const answer = await fetch(`${proxy.url}${path}`);
      await answer.arrayBuffer();
      note(path, answer.status, 200);
    }
  };
  const publish = async (publisher: number) => {
    for (let at = 0; !isOver; at += 1) {
      const answer = await fetch(`${proxy.url}${NEWSROOM}/releases`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'idempotency-key': `"${publisher}-${at}"`,
        },
        body: JSON.stringify({
          state: 'published',
          variants: { fi: { title: `Satama ${publisher} ${at}` } },
        }),
      });
      const json: unknown = await answer.json();
      note('publish', answer.status, 201);
      if (typeof json === 'object' && json !== null && 'number' in json) published.add(Number(json.number));
      await sleep(50);
    }
  };
  const load = [
    ...Array.from({ length: READERS }, read),
    ...Array.from({ length: PUBLISHERS }, (_, publisher) => publish(publisher)),
  ];
  const morePublished = () => {
    const goal = published.size + PUBLISHED_BETWEEN;
    return expect.poll(() => published.size, { timeout: 30_000 }).toBeGreaterThanOrEqual(goal);
  };
  const gaps: number[] = [];
  await morePublished();
  for (let takeover = 0; takeover < TAKEOVERS; takeover += 1) {
    await takeOver();
    await morePublished();
    gaps.push(proxy.takeGap());
  }
  isOver = true;
  await Promise.all(load);

  const mails = () => inbox.received.filter(({ mail }) => mail.headers.has('list'));
  const expectedMails = published.size * MAIL_READERS;
  await expect.poll(() => mails().length, { timeout: 60_000 }).toBeGreaterThanOrEqual(expectedMails);
  const newest = `${NEWSROOM}/releases/${Math.max(...published)}/deliveries`;
  await expect
    .poll(async () => (await call(`${proxy.url}${newest}`, token, 'GET')).json, { timeout: 60_000 })
    .toMatchObject({ push: { pending: 0 }, mail: { pending: 0 } });

  const sentMails = mails().map(({ to, mail }) => `${to} ${mail.messageId}`);
  const sentPushes = receiver.deliveries.map(({ path, headers }) => `${path} ${headers['idempotency-key']}`);
  console.info(
    `${TAKEOVERS} takeovers: ${answered} requests, ${failed.length} failed, ${proxy.repeated()} repeated after a reset; ` +
      `${sentMails.length} mails, ${sentPushes.length} pushes; ms without a listener: ${gaps.join(', ')}`,
  );
  expect(failed).toEqual([]);
  expect(sentMails).toHaveLength(expectedMails);
  expect(new Set(sentMails).size).toBe(sentMails.length);
  expect(new Set(sentPushes).size).toBe(sentPushes.length);
  expect(new Set(receiver.deliveries.map(({ path }) => path)).size).toBe(SUBSCRIPTIONS);
}, 180_000);

test('an upload that is under way when the takeover begins is finished, and others are served meanwhile', async () => {
  const upload = request(`http://localhost:${port}${NEWSROOM}/media?name=piste.gif`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'image/gif', 'content-length': GIF.length },
  });
  const answered = once(upload, 'response');
  upload.write(GIF.subarray(0, 20));
  await expect.poll(isHealthy).toBe(true);
  const owner = await ask({ ask: 'takeover', schema: 1 });
  expect(await owner.next()).toEqual({ say: 'accepted' });
  expect(await isHealthy()).toBe(true);
  upload.end(GIF.subarray(20));
  const [answer] = await answered;
  answer.resume();
  expect(answer.statusCode).toBe(201);
  expect(await owner.next()).toEqual({ say: 'ready' });
  expect(await isHealthy()).toBe(true);
  owner.say({ ask: 'leave' });
  expect(await owner.next()).toEqual({ say: 'left' });
  await expect(isHealthy()).rejects.toThrow();
  expect(await server.ended()).toBe(0);
});

test('an owner waits for the push that is under way, starts none, and goes on when the successor ends', async () => {
  await subscribe('/slow');
  await expect.poll(() => receiver.verifications.length).toBe(1);
  const released = Promise.withResolvers<void>();
  receiver.behaviours.set(
    '/slow',
    (response) => void released.promise.then(() => response.writeHead(200).end()),
  );
  const releases = `${proxy.url}${NEWSROOM}/releases`;
  const publish = (title: string) =>
    call(releases, token, 'POST', { state: 'published', variants: { fi: { title } } });
  await publish('Satama avautuu');
  await expect.poll(() => receiver.at('/slow').length, { timeout: 10_000 }).toBe(1);
  const owner = await ask({ ask: 'takeover', schema: 1 });
  expect(await owner.next()).toEqual({ say: 'accepted' });
  await publish('Satama on auki');
  released.resolve();
  expect(await owner.next()).toEqual({ say: 'ready' });
  expect(receiver.at('/slow')).toHaveLength(1);
  const other = await ask({ ask: 'takeover', schema: 1 });
  expect(await other.next()).toMatchObject({ say: 'refused' });
  owner.end();
  await expect.poll(() => receiver.at('/slow').length, { timeout: 10_000 }).toBe(2);
  expect(await isHealthy()).toBe(true);
});

test('an owner refuses a successor of an older release', async () => {
  const owner = await ask({ ask: 'takeover', schema: 0 });
  expect(await owner.next()).toMatchObject({
    say: 'refused',
    reason: expect.stringContaining('older release'),
  });
  expect(await isHealthy()).toBe(true);
});
