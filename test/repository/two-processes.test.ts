import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SILENT } from '../../src/base/log.ts';
import { createApp } from '../../src/http/app.ts';
import { type NodeService, openService } from '../../src/platform/node/service.ts';
import { ADMIN, API, BASE, NEWSROOM, NOON, PROFILE, RELEASES, VARIANTS } from '../http/harness.ts';

/** Two services share one data directory. Neither may overwrite a change that it has not read. */

let data: string;
let services: readonly NodeService[];
let token: string;

beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'kaiku-two-'));
  const options = { data, baseUrl: BASE, adminToken: ADMIN, now: () => NOON, log: SILENT };
  services = [openService(options), openService(options)];
  const created = await request(0, 'POST', API, { ...PROFILE }, ADMIN);
  token = String(JSON.parse(created.text).token);
});

afterEach(async () => {
  for (const service of services) await service.close();
  rmSync(data, { recursive: true });
});

async function request(at: number, method: string, path: string, json: object | null = null, bearer = token) {
  const service = services[at];
  if (service === undefined) throw new Error('no such process');
  const response = await createApp(service).request(path, {
    method,
    headers: { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json', 'If-Match': '*' },
    ...(json !== null && { body: JSON.stringify(json) }),
  });
  return { status: response.status, text: await response.text() };
}

async function readInBoth(): Promise<void> {
  for (const at of [0, 1]) expect((await request(at, 'GET', NEWSROOM)).status).toBe(200);
}

test('a profile change is stale after a change by another process, and succeeds when it is repeated', async () => {
  await readInBoth();
  expect((await request(0, 'PATCH', NEWSROOM, { website: 'https://uusi.example/' })).status).toBe(200);
  const change = { description: { fi: 'Satama ja sen väki.' } };
  expect((await request(1, 'PATCH', NEWSROOM, change)).status).toBe(412);
  expect((await request(1, 'PATCH', NEWSROOM, change)).status).toBe(200);
  expect(JSON.parse((await request(1, 'GET', NEWSROOM)).text)).toMatchObject({
    website: 'https://uusi.example/',
    description: { fi: 'Satama ja sen väki.' },
  });
});

test('two processes never give the same release number', async () => {
  await readInBoth();
  const json = { state: 'published', variants: VARIANTS };
  expect((await request(0, 'POST', RELEASES, json)).status).toBe(201);
  expect((await request(1, 'POST', RELEASES, json)).status).toBe(412);
  const second = await request(1, 'POST', RELEASES, json);
  expect([second.status, JSON.parse(second.text).number]).toEqual([201, 2]);
});

test('a release keeps a change by another process', async () => {
  await request(0, 'POST', RELEASES, { state: 'published', variants: VARIANTS });
  await readInBoth();
  const edit = (at: number, lead: string) =>
    request(at, 'PATCH', `${RELEASES}/1`, { variants: { fi: { lead } } });
  expect((await edit(0, 'Eka')).status).toBe(200);
  expect((await edit(1, 'Toka')).status).toBe(412);
  expect((await edit(1, 'Toka')).status).toBe(200);
  const { revisions } = JSON.parse((await request(0, 'GET', `${RELEASES}/1/revisions`)).text);
  expect(revisions).toHaveLength(3);
});
