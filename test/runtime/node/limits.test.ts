import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { watchBodies } from '../../../src/platform/node/body-pace.ts';
import { SERVER_LIMITS } from '../../../src/platform/node/listen.ts';
import { ADMIN_TOKEN, call, freePort, type Running, startServer } from './process.ts';

let data: string;
let port: number;
let server: Running;

beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'kaiku-'));
  port = await freePort();
  server = await startServer(data, port);
});

afterEach(async () => {
  await server.kill('SIGKILL');
  rmSync(data, { recursive: true });
});

/** Opens a connection and collects its data until it is closed. */
async function open(to: number): Promise<{ socket: Socket; closed: Promise<string> }> {
  const socket = connect(to, '127.0.0.1');
  const parts: Buffer[] = [];
  socket.on('data', (part) => parts.push(part));
  socket.on('error', () => undefined);
  // `once` would reject at a reset, which is a way of closing too.
  const closed = new Promise<string>((resolve) => {
    socket.on('close', () => resolve(Buffer.concat(parts).toString('latin1')));
  });
  await once(socket, 'connect');
  return { socket, closed };
}

async function said(to: number, request: string): Promise<string> {
  const { socket, closed } = await open(to);
  socket.write(request);
  return closed;
}

const HEAD = 'Host: localhost\r\nConnection: close\r\n';

describe('the server', () => {
  test('refuses too large headers and requests that are not HTTP, and continues to work', async () => {
    const long = 'a'.repeat(SERVER_LIMITS.maxHeaderSize);
    expect(await said(port, `GET /healthz HTTP/1.1\r\n${HEAD}X-Long: ${long}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 431 /,
    );
    expect(await said(port, `GET /${long} HTTP/1.1\r\n${HEAD}\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
    expect(await said(port, '\u0000\u0001\u0002 rubbish\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    const smuggled = `POST /hub HTTP/1.1\r\n${HEAD}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`;
    expect(await said(port, smuggled)).toMatch(/^HTTP\/1\.1 400 /);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });

  test.each([
    ['says nothing of it', '\r\n'],
    ['says that it is empty', 'Content-Length: 0\r\n\r\n'],
    ['sends none in chunks', 'Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ])('publishes for a request without content that %s', async (_, end) => {
    const newsrooms = `${server.url}/api/v1/newsrooms`;
    const profile = { slug: 'satama', name: 'Satama', languages: ['fi'], defaultLanguage: 'fi' };
    const { json } = await call(newsrooms, ADMIN_TOKEN, 'POST', profile);
    const draft = { state: 'draft', variants: { fi: { title: 'Satama avautuu' } } };
    await call(`${newsrooms}/satama/releases`, String(json.token), 'POST', draft);
    const fields = `Authorization: Bearer ${json.token}\r\nIf-Match: *\r\n`;
    const line = 'POST /api/v1/newsrooms/satama/releases/1/publish HTTP/1.1\r\n';
    expect(await said(port, `${line}${HEAD}${fields}${end}`)).toMatch(/^HTTP\/1\.1 200 /);
  });

  test('finishes running requests when it is stopped, and accepts no new ones', async () => {
    const { socket, closed } = await open(port);
    const body = 'hub.mode=nonsense';
    socket.write(
      `POST /hub HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 5)}`,
    );
    const idle = await open(port);
    // This answer shows that the half request on the other connection has reached the server.
    await fetch(`${server.url}/healthz`, { headers: { Connection: 'close' } });
    const gone = server.kill('SIGTERM');
    await idle.closed;
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
    socket.write(body.slice(5));
    const answer = await closed;
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(await gone).toBe(0);
  });

  test('that is stopped waits for endless requests no longer than its limit', async () => {
    const { socket, closed } = await open(port);
    socket.write(
      'POST /hub HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 10\r\n\r\n1',
    );
    await fetch(`${server.url}/healthz`, { headers: { Connection: 'close' } });
    expect(await server.kill('SIGTERM')).toBe(0);
    expect(await closed).toBe('');
  }, 15_000);
});

describe('a body', () => {
  let slow: Server;
  let stop: () => void;
  let to: number;

  beforeEach(async () => {
    slow = createServer((request, response) => {
      request.resume().on('end', () => response.end('whole'));
    });
    stop = watchBodies(slow, { minBytesPerSecond: 1_000_000, grace: 100, checkInterval: 20 });
    slow.listen(0, '127.0.0.1');
    await once(slow, 'listening');
    const address = slow.address();
    to = address !== null && typeof address === 'object' ? address.port : 0;
  });

  afterEach(() => {
    stop();
    slow.close();
    slow.closeAllConnections();
  });

  test('that arrives too slowly is cut off', async () => {
    const { socket, closed } = await open(to);
    socket.write(`POST / HTTP/1.1\r\n${HEAD}Content-Length: 1000\r\n\r\n`);
    const drops = setInterval(() => socket.write('x'), 20);
    expect(await closed).toBe('');
    clearInterval(drops);
  });

  test('that arrives at once is accepted, and its idle connection stays open', async () => {
    const { socket, closed } = await open(to);
    socket.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nbody');
    await once(socket, 'data');
    const other = await open(to);
    other.socket.write(`POST / HTTP/1.1\r\n${HEAD}Content-Length: 1000\r\n\r\n`);
    // The slow connection is closed; by then an idle one would have been closed too.
    await other.closed;
    socket.write(`GET / HTTP/1.1\r\n${HEAD}\r\n`);
    expect((await closed).match(/whole/g)).toHaveLength(2);
  });
});
