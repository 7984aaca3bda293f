import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SILENT } from '../../../src/base/log.ts';
import { createApp } from '../../../src/http/app.ts';
import { openService } from '../../../src/platform/node/service.ts';
import { ADMIN, API, at, BASE, NOON, PROFILE, RELEASES } from '../../http/harness.ts';

const PAGE = 4096;
const RELEASE_COUNT = 120;

const filled = mkdtempSync(join(tmpdir(), 'kaiku-index-'));
let token = ADMIN;

function openAt(data: string, now: () => number = () => NOON) {
  const service = openService({ data, baseUrl: BASE, adminToken: ADMIN, now, log: SILENT });
  const app = createApp(service);
  const post = (path: string, json: object) => {
    const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` };
    return app.request(path, { method: 'POST', headers, body: JSON.stringify(json) });
  };
  const publish = (title: string) => post(RELEASES, { state: 'published', variants: { fi: { title } } });
  return { service, app, post, publish };
}

beforeAll(async () => {
  const { service, post, publish } = openAt(filled);
  token = String(at(await (await post(API, PROFILE)).json(), 'token'));
  for (let number = 1; number <= RELEASE_COUNT; number += 1) await publish(`Lautta merkki${number}x`);
  await service.close();
}, 60_000);

afterAll(() => rmSync(filled, { recursive: true }));

test.each(['found', 'term_data', 'term_idx', 'term_docsize', 'term_config'])(
  'after the page of %s is destroyed, releases are published and all older ones are found again',
  async (table) => {
    const data = mkdtempSync(join(tmpdir(), 'kaiku-index-'));
    cpSync(filled, data, { recursive: true });
    let now = NOON;
    const file = join(data, 'kaiku.db');
    const database = new DatabaseSync(file, { readOnly: true });
    const row = database.prepare('SELECT rootpage FROM sqlite_master WHERE name = ?').get(table);
    database.close();
    const root = Number(row?.rootpage);
    writeFileSync(file, readFileSync(file).fill(0xa5, (root - 1) * PAGE, root * PAGE));

    const { service, app, post, publish } = openAt(data, () => now);
    const hits = async (word: string) => {
      const response = await app.request(`/fi/satamakaupunki/search/feed.json?q=${word}`);
      const items = at(await response.json(), 'items');
      return Array.isArray(items) ? items.length : null;
    };
    expect((await publish('Lautta uusi')).status).toBe(201);
    expect(await hits('uusi')).toBe(1);
    // FTS5 reads some of its tables only when it searches or merges.
    for (let number = 1; number <= 3; number += 1) expect((await publish('Lautta')).status).toBe(201);
    for (let portion = 0; portion < 4; portion += 1) {
      now += 2000;
      await service.runDueTasks();
    }
    expect(await hits('merkki1x')).toBe(1);
    expect(await hits(`merkki${RELEASE_COUNT}x`)).toBe(1);
    const health = await app.request('/healthz');
    expect(health.status).toBe(200);
    const rebuilt = await post(`${API}/satamakaupunki/rebuild`, {});
    expect(at(await rebuilt.json(), 'repaired')).toBe(0);
    await service.close();
    rmSync(data, { recursive: true });
  },
);
