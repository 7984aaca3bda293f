import { mkdtempSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openReceiver, type Receiver } from '../../websub/receiver.ts';
import { ADMIN_TOKEN, call, freePort, type Running, startServer } from './process.ts';
import { openSocketSite, type Site } from './site.ts';

const MIB = 1024 * 1024;
const ENVIRONMENT = { KAIKU_ALLOW_PRIVATE_HOSTS: '1', KAIKU_RATE_HUB: '1000000' };

/** Writes as long as the other side reads. */
function pour(socket: Socket, text: string): void {
  const part = text.repeat(Math.ceil((64 * 1024) / text.length));
  const more = () => {
    while (!socket.destroyed && socket.write(part)) {}
  };
  socket.on('drain', more);
  more();
}

/** These are no HTTP answers, neither to a verification nor to a delivery. */
const GARBAGE: { readonly [name: string]: (socket: Socket) => void } = {
  nothing: (socket) => socket.destroy(),
  reset: (socket) => socket.resetAndDestroy(),
  'reset-in-the-head': (socket) => socket.write('HTTP/1.1 20', () => socket.resetAndDestroy()),
  bytes: (socket) => socket.end(Buffer.from('\x16\x03\x01\x00\xa5\xff\x00\r\n\r\n\x00', 'latin1')),
  'http-0.9': (socket) => socket.end('<p>ok</p>\r\n'),
  'endless-header': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nX-Long: ');
    pour(socket, 'a');
  },
  'endless-headers': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    pour(socket, 'X-Short: a\r\n');
  },
  'endless-interim': (socket) => pour(socket, 'HTTP/1.1 100 Continue\r\n\r\n'),
  'endless-hints': (socket) => pour(socket, 'HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=x\r\n\r\n'),
  'status-line': (socket) => socket.end(`HTTP/1.1 200 ${'a'.repeat(MIB)}\r\n\r\n`),
  'length-of-nothing': (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n'),
  'two-lengths': (socket) =>
    socket.end('HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabcde'),
  'endless-body': (socket) => {
    socket.write('HTTP/1.1 500 No\r\n\r\n');
    pour(socket, 'a');
  },
  'cut-body': (socket) => socket.end('HTTP/1.1 500 No\r\nContent-Length: 1000\r\n\r\nabc'),
};
/** Answers with a valid head, which is enough for a delivery; a verification needs its challenge. */
const GARBAGE_BODIES: typeof GARBAGE = {
  'endless-confirmation': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    pour(socket, 'a');
  },
  'cut-confirmation': (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc'),
  'bad-chunk': (socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc'),
  'bad-gzip': (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nno gzip'),
};

/** Callbacks that answer garbage to the requests in their name, and answer correctly once they are repaired. */
async function openGarbage() {
  const asked = new Map<string, number>();
  const mended = new Set<string>();
  const poured: number[] = [];
  let isMended = false;
  const site: Site = await openSocketSite((socket, heard) => {
    const [, method = '', target = '/'] = /^(\S+) (\S+)/.exec(heard) ?? [];
    const { pathname, searchParams } = new URL(target, 'http://callback');
    const [, when, name = ''] = pathname.split('/');
    const key = `${method} ${pathname}`;
    asked.set(key, (asked.get(key) ?? 0) + 1);
    socket.on('close', () => poured.push(socket.bytesWritten));
    const garbage = { ...GARBAGE, ...GARBAGE_BODIES }[name];
    const isProper = isMended || (method === 'GET') !== (when === 'asked');
    if (!isProper && garbage !== undefined) return garbage(socket);
    if (isMended) mended.add(key);
    const body = searchParams.get('hub.challenge') ?? '';
    socket.end(`HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  });
  return {
    asked,
    mended,
    poured,
    close: site.close,
    url: (path: string) => `http://127.0.0.1:${site.port}${path}`,
    mend: () => {
      isMended = true;
    },
  };
}

let data: string;
let port: number;
let server: Running;
let receiver: Receiver;
let garbage: Awaited<ReturnType<typeof openGarbage>>;

beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'kaiku-garbage-'));
  port = await freePort();
  receiver = await openReceiver();
  garbage = await openGarbage();
  server = await startServer(data, port, ENVIRONMENT);
});

afterEach(async () => {
  await server.kill('SIGKILL');
  await receiver.close();
  await garbage.close();
  rmSync(data, { recursive: true });
});

async function subscribe(callback: string): Promise<void> {
  const topic = `${server.url}/fi/satama/feed.rss`;
  const form = { 'hub.mode': 'subscribe', 'hub.topic': topic, 'hub.callback': callback };
  const answer = await fetch(`${server.url}/hub`, { method: 'POST', body: new URLSearchParams(form) });
  expect(answer.status).toBe(202);
}

/** The verifications that were not sent so often yet. */
const askedLess = (questions: readonly string[], times: number) =>
  questions.filter((question) => (garbage.asked.get(question) ?? 0) < times);

test('callbacks with invalid answers are tried again and do not stop other deliveries', async () => {
  const profile = { slug: 'satama', name: 'Satama', languages: ['fi'], defaultLanguage: 'fi' };
  const { json } = await call(`${server.url}/api/v1/newsrooms`, ADMIN_TOKEN, 'POST', profile);
  const asked = Object.keys({ ...GARBAGE, ...GARBAGE_BODIES }).map((name) => `/asked/${name}`);
  const told = Object.keys(GARBAGE).map((name) => `/told/${name}`);
  for (const path of [...asked, ...told]) await subscribe(garbage.url(path));
  await subscribe(receiver.url('/good'));
  await expect.poll(() => receiver.verifications.length, { timeout: 10_000 }).toBe(1);
  // A verification is sent once; without an answer the subscription is not confirmed.
  const questions = asked.map((path) => `GET ${path}`);
  await expect.poll(() => askedLess(questions, 1), { timeout: 10_000 }).toEqual([]);
  expect(
    askedLess(
      told.map((path) => `GET ${path}`),
      1,
    ),
  ).toEqual([]);
  // A stop waits until their outcomes are written.
  expect(await server.kill('SIGTERM')).toBe(0);
  server = await startServer(data, port, ENVIRONMENT);

  const releases = `${server.url}/api/v1/newsrooms/satama/releases`;
  const release = { state: 'published', variants: { fi: { title: 'Satama avautuu' } } };
  expect((await call(releases, String(json.token), 'POST', release)).status).toBe(201);
  await expect.poll(() => receiver.at('/good').length, { timeout: 10_000 }).toBe(1);
  const deliveries = told.map((path) => `POST ${path}`);
  await expect.poll(() => askedLess(deliveries, 1), { timeout: 10_000 }).toEqual([]);
  expect((await call(`${server.url}/healthz`, '', 'GET')).status).toBe(200);
  // The service read no more than the buffers of the connection hold.
  expect(Math.max(...garbage.poured)).toBeLessThan(16 * MIB);

  garbage.mend();
  await expect
    .poll(() => deliveries.filter((key) => !garbage.mended.has(key)), { timeout: 30_000 })
    .toEqual([]);
  const delivered = { total: told.length + 1, delivered: told.length + 1, failed: 0, pending: 0 };
  await expect
    .poll(async () => (await call(`${releases}/1/deliveries`, String(json.token), 'GET')).json.push)
    .toMatchObject(delivered);
  expect(receiver.at('/good')).toHaveLength(1);
  expect(server.lines.filter((line) => line.includes('"error"'))).toEqual([]);
}, 60_000);
