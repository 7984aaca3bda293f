import { once } from 'node:events';
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { type ClientRequest, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MEDIA_LIMITS } from '../../../src/media/limits.ts';
import { RATES } from '../../../src/platform/environment.ts';
import { listen } from '../../../src/platform/node/listen.ts';
import { openService } from '../../../src/platform/node/service.ts';
import { ADMIN_TOKEN, call, freePort, type Running, startServer } from './process.ts';

const WAIT = { timeout: 10_000 };
const MEGABYTE = 1024 * 1024;
const PROFILE = { slug: 'satama', name: 'Satama', languages: ['fi'], defaultLanguage: 'fi' };

let data: string;
let running: Running;
let token: string;

beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'kaiku-media-'));
  running = await startServer(data, await freePort());
  const founded = await call(`${running.url}/api/v1/newsrooms`, ADMIN_TOKEN, 'POST', PROFILE);
  token = String(founded.json.token);
}, 30_000);

afterEach(async () => {
  await running.kill('SIGKILL');
  rmSync(data, { recursive: true });
});

const authorization = () => ({ authorization: `Bearer ${token}` });

const media = () => `${running.url}/api/v1/newsrooms/satama/media`;

function pdf(length: number): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.from({ length }, (_, at) => (at * 7) % 251);
  bytes.set(new TextEncoder().encode('%PDF-1.7'));
  return bytes;
}

async function put(body: Uint8Array<ArrayBuffer>): Promise<{ status: number; url: string }> {
  const response = await fetch(media(), {
    method: 'PUT',
    body,
    headers: authorization(),
  });
  const json: unknown = await response.json();
  const url = typeof json === 'object' && json !== null && 'url' in json ? String(json.url) : '';
  return { status: response.status, url };
}

/** An upload that has sent its length but no bytes. */
function upload(length: number): ClientRequest {
  const headers = { ...authorization(), 'content-length': length };
  const sending = request(media(), { method: 'PUT', headers });
  sending.on('error', () => undefined);
  return sending;
}

function files(): string[] {
  return readdirSync(join(data, 'media'), { recursive: true, withFileTypes: true, encoding: 'utf8' })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
}

test('a file is on the disk when its upload is answered, and still exists after a kill', async () => {
  const bytes = pdf(3 * MEGABYTE);
  const { status, url } = await put(bytes);
  expect(status).toBe(201);
  await running.kill('SIGKILL');
  running = await startServer(data, Number(new URL(running.url).port));
  const whole = await fetch(url, { headers: authorization() });
  expect(Buffer.from(await whole.arrayBuffer()).equals(bytes)).toBe(true);
  const part = await fetch(url, { headers: { ...authorization(), range: 'bytes=1000000-1000099' } });
  expect([part.status, part.headers.get('content-length')]).toEqual([206, '100']);
  expect(new Uint8Array(await part.arrayBuffer())).toEqual(bytes.slice(1_000_000, 1_000_100));
  const head = await fetch(url, { method: 'HEAD', headers: authorization() });
  expect([head.status, head.headers.get('content-length')]).toEqual([200, String(bytes.length)]);
}, 30_000);

test('an interrupted upload leaves no file, and the next start removes the file of an upload that a kill interrupted', async () => {
  const left = upload(2 * MEGABYTE);
  left.write(pdf(MEGABYTE));
  await expect.poll(files, WAIT).toHaveLength(1);
  left.destroy();
  await expect.poll(files, WAIT).toEqual([]);

  const killed = upload(2 * MEGABYTE);
  killed.write(pdf(MEGABYTE));
  await expect.poll(files, WAIT).toHaveLength(1);
  await running.kill('SIGKILL');
  expect(files()).toHaveLength(1);
  running = await startServer(data, Number(new URL(running.url).port));
  expect(files()).toEqual([]);
  expect((await put(pdf(100))).status).toBe(201);
}, 30_000);

test('an upload over the limit is answered with 413, with or without a Content-Length, and leaves no file', async () => {
  expect((await put(pdf(MEDIA_LIMITS.fileBytes + 1))).status).toBe(413);
  const endless = request(media(), { method: 'PUT', headers: authorization() });
  endless.on('error', () => undefined);
  const answered = once(endless, 'response');
  const piece = pdf(MEGABYTE);
  let isAnswered = false;
  void answered.then(() => {
    isAnswered = true;
  });
  for (let sent = 0; sent < 200 && !isAnswered; sent += 1) {
    if (!endless.write(piece)) await Promise.race([once(endless, 'drain'), answered]);
  }
  const [response] = await answered;
  expect(response).toMatchObject({ statusCode: 413 });
  endless.destroy();
  expect(files()).toEqual([]);
}, 30_000);

test('clients that disconnect during a download leave no file open', async () => {
  const { url } = await put(pdf(20 * MEGABYTE));
  await running.kill('SIGTERM');
  const service = openService({ data, baseUrl: running.url, adminToken: null, now: Date.now });
  const serving = await listen(service, { port: 0, rates: RATES, trustedProxies: [] });
  const address = `http://localhost:${serving.port}${new URL(url).pathname}`;
  for (let reader = 0; reader < 10; reader += 1) {
    const leaving = new AbortController();
    const response = await fetch(address, { signal: leaving.signal, headers: authorization() });
    await response.body?.getReader().read();
    expect(held()).toBeGreaterThan(0);
    leaving.abort();
  }
  await expect.poll(held, WAIT).toBe(0);
  await serving.stop();
}, 30_000);

/** Media files that this process has open. */
function held(): number {
  const links = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return '';
    }
  });
  return links.filter((link) => link.startsWith(join(data, 'media', 'files'))).length;
}
