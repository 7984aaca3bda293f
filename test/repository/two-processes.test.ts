import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SILENT } from '../../src/base/log.ts';
import { createApp } from '../../src/http/app.ts';
import { type NodeService, openService } from '../../src/platform/node/service.ts';
import { ADMIN, API, BASE, NEWSROOM, NOON, PROFILE, RELEASES, VARIANTS } from '../http/harness.ts';

/** Two services over one data directory: what one has written the other does not know yet, and must not undo. */

let data: string;
let services: readonly NodeService[];
let token: string;

beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'kaiku-two-'));
  const given = { data, baseUrl: BASE, adminToken: ADMIN, now: () => NOON, log: SILENT };
  services = [openService(given), openService(given)];
  const founded = await ask(0, 'POST', API, { ...PROFILE }, ADMIN);
  token = String(JSON.parse(founded.text).token);
});

afterEach(async () => {
  for (const service of services) await service.close();
  rmSync(data, { recursive: true });
});

async function ask(at: number, method: string, path: string, json: object | null = null, bearer = token) {
  const service = services[at];
  if (service === undefined) throw new Error('no such process');
  const response = await createApp(service).request(path, {
    method,
    headers: { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json', 'If-Match': '*' },
    ...(json !== null && { body: JSON.stringify(json) }),
  });
  return { status: response.status, text: await response.text() };
}

/** Both know the newsroom as it is. */
async function bothKnow(): Promise<void> {
  for (const at of [0, 1]) expect((await ask(at, 'GET', NEWSROOM)).status).toBe(200);
}

test('a profile that another process has changed meanwhile is refused as stale, and taken when it is sent again', async () => {
  await bothKnow();
  expect((await ask(0, 'PATCH', NEWSROOM, { website: 'https://uusi.example/' })).status).toBe(200);
  const change = { description: { fi: 'Satama ja sen väki.' } };
  expect((await ask(1, 'PATCH', NEWSROOM, change)).status).toBe(412);
  expect((await ask(1, 'PATCH', NEWSROOM, change)).status).toBe(200);
  expect(JSON.parse((await ask(1, 'GET', NEWSROOM)).text)).toMatchObject({
    ...{ website: 'https://uusi.example/', description: { fi: 'Satama ja sen väki.' } },
  });
});

test('a number that another process has given meanwhile is not given again', async () => {
  await bothKnow();
  const json = { state: 'published', variants: VARIANTS };
  expect((await ask(0, 'POST', RELEASES, json)).status).toBe(201);
  expect((await ask(1, 'POST', RELEASES, json)).status).toBe(412);
  const second = await ask(1, 'POST', RELEASES, json);
  expect([second.status, JSON.parse(second.text).number]).toEqual([201, 2]);
});

test('a release that another process has changed meanwhile keeps that change', async () => {
  await ask(0, 'POST', RELEASES, { state: 'published', variants: VARIANTS });
  await bothKnow();
  const edit = (at: number, lead: string) =>
    ask(at, 'PATCH', `${RELEASES}/1`, { variants: { fi: { lead } } });
  expect((await edit(0, 'Eka')).status).toBe(200);
  expect((await edit(1, 'Toka')).status).toBe(412);
  expect((await edit(1, 'Toka')).status).toBe(200);
  const { revisions } = JSON.parse((await ask(0, 'GET', `${RELEASES}/1/revisions`)).text);
  expect(revisions).toHaveLength(3);
});
