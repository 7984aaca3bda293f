import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SILENT } from '../../../src/base/log.ts';
import { createApp } from '../../../src/http/app.ts';
import { type NodeService, openService } from '../../../src/platform/node/service.ts';
import { ADMIN, API, at, BASE, NEWSROOM, NOON, openHarness, PROFILE } from '../../http/harness.ts';
import { joined } from '../../media/samples.ts';

const PDF = joined(
  '%PDF-1.7',
  Uint8Array.from({ length: 6000 }, (_, index) => (index * 31) % 251),
);

let data: string;
let now: number;
let service: NodeService;
let token: string;
let address: string;

beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'kaiku-files-'));
  now = NOON;
  service = openService({ data, baseUrl: BASE, adminToken: ADMIN, now: () => now, log: SILENT });
  token = ADMIN;
  token = String(at(await (await ask('POST', API, JSON.stringify(PROFILE))).json(), 'token'));
  const sent = await upload();
  expect(sent.status).toBe(201);
  const item = await sent.json();
  address = String(at(item, 'url')).slice(BASE.length);
  const id = String(at(item, 'id'));
  const published = await ask('PATCH', `${NEWSROOM}/media/${id}`, '{"visibility":"public"}', {
    'If-Match': '"1"',
  });
  expect(published.status).toBe(200);
});

afterEach(async () => {
  await service.close();
  rmSync(data, { recursive: true });
});

async function ask(method: string, path: string, body?: string | Uint8Array<ArrayBuffer>, headers = {}) {
  return createApp(service).request(path, {
    method,
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}`, ...headers },
    ...(body !== undefined && { body }),
  });
}

const upload = () =>
  ask('PUT', `${NEWSROOM}/media?name=esite.pdf`, PDF, { 'Content-Type': 'application/pdf' });

const read = (method = 'GET', headers = {}) => createApp(service).request(address, { method, headers });

function storedFiles(): string[] {
  const entries = readdirSync(join(data, 'media'), { recursive: true, withFileTypes: true });
  return entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
}

function file(): string {
  const [path = '', ...rest] = storedFiles();
  expect(rest).toEqual([]);
  return path;
}

async function damage(): Promise<unknown> {
  const health = await createApp(service).request('/healthz');
  expect(health.status).toBe(200);
  return at(await health.json(), 'damage', 'files');
}

function changeByte(path: string): void {
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.fill((bytes[3000] ?? 0) ^ 1, 3000, 3001));
}

test.each([
  ['lost', () => rmSync(file())],
  ['cut short', () => truncateSync(file(), 5000)],
])(
  'a file that is %s is 503 for every kind of read, is told, and an upload of the same bytes heals it',
  async (_how, spoil) => {
    expect((await (await read()).arrayBuffer()).byteLength).toBe(PDF.length);
    expect(await damage()).toBeUndefined();
    spoil();
    for (const answer of [
      await read(),
      await read('HEAD'),
      await read('GET', { Range: 'bytes=0-99' }),
      await read('GET', { Range: 'bytes=5500-5600' }),
    ]) {
      expect(answer.status).toBe(503);
      expect(answer.headers.get('Cache-Control')).toBe('no-store');
    }
    expect(await damage()).toBe(1);
    expect((await service.gauges()).damage.files).toBe(1);

    expect((await upload()).status).toBe(200);
    expect(new Uint8Array(await (await read()).arrayBuffer())).toEqual(PDF);
    expect(await damage()).toBeUndefined();
    await service.runDueTasks();
    expect(storedFiles()).toHaveLength(1);
  },
);

test('a changed byte is found by the check that runs a little at a time, and an upload heals it', async () => {
  changeByte(file());
  now = NOON + 61_000;
  await service.runDueTasks();
  expect(await damage()).toBe(1);
  expect((await upload()).status).toBe(200);
  expect(new Uint8Array(await (await read()).arrayBuffer())).toEqual(PDF);
  expect(await damage()).toBeUndefined();
});

test('a file that is there again is found intact by the next round', async () => {
  const path = file();
  rmSync(path);
  expect((await read()).status).toBe(503);
  writeFileSync(path, PDF);
  now = NOON + 61_000;
  await service.runDueTasks();
  expect(await damage()).toBeUndefined();
  now += 24 * 60 * 60 * 1000;
  rmSync(path);
  await service.runDueTasks();
  expect(await damage()).toBe(1);
});

test.each([
  ['lost', () => rmSync(file())],
  ['changed', () => changeByte(file())],
])(
  'an export goes on without a file that is %s and says so, and its restore keeps the record until the file is uploaded',
  async (_how, spoil) => {
    spoil();
    const text = await (await ask('GET', `${NEWSROOM}/export`)).text();
    const lines = text.trim().split('\n');
    expect(at(JSON.parse(lines.at(-1) ?? ''), 'value', 'missing')).toBe(1);
    expect(text).not.toContain('"media-bytes"');

    const to = openHarness();
    const fresh = await to.createNewsroom();
    const restored = await to.call('POST', `${NEWSROOM}/restore`, {
      token: fresh,
      json: text,
      headers: { 'Content-Type': 'application/x-ndjson' },
    });
    expect(restored.status).toBe(200);
    const listed = await to.call('GET', `${NEWSROOM}/media`, { token: fresh });
    expect(at(listed.json, 'media', 0)).toMatchObject({ fileName: 'esite.pdf', bytes: PDF.length });
    expect((await to.get(address)).status).toBe(503);
    expect(at((await to.get('/healthz')).json, 'damage', 'files')).toBe(1);
    const again = await to.app.request(`${NEWSROOM}/media?name=esite.pdf`, {
      method: 'PUT',
      body: PDF,
      headers: { Authorization: `Bearer ${fresh}` },
    });
    expect(again.status).toBe(200);
    expect((await to.get(address)).status).toBe(200);
    expect((await to.get('/healthz')).json).not.toHaveProperty('damage');
  },
);
