import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createApp } from '../../../src/http/app.ts';
import { openLog } from '../../../src/platform/log.ts';
import { openDataDirectory } from '../../../src/platform/node/data-directory.ts';
import { type NodeService, openService } from '../../../src/platform/node/service.ts';
import { ADMIN, BASE, NOON } from '../../http/harness.ts';

const COMMITS = 30;

let place: string;
let data: string;

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'kaiku-lost-'));
  data = join(place, 'data');
});

afterEach(() => rmSync(place, { recursive: true }));

/** Commits and copies the files as a kill would leave them. */
async function killedAfterCommits(): Promise<void> {
  const running = join(place, 'running');
  const directory = openDataDirectory(running);
  directory.database.checkpoint();
  for (let at = 1; at <= COMMITS; at += 1)
    await directory.store.commit([{ key: `note:${at}`, value: { at } }]);
  cpSync(running, data, { recursive: true });
  directory.close();
}

function start(): { service: NodeService; lines: string[] } {
  const lines: string[] = [];
  const log = openLog({ level: 'errors', write: (line) => lines.push(line), now: () => NOON });
  const service = openService({ data, baseUrl: BASE, adminToken: ADMIN, now: () => NOON, log });
  return { service, lines };
}

async function health(service: NodeService): Promise<{ status: number; json: unknown }> {
  const response = await createApp(service).request('/healthz');
  return { status: response.status, json: await response.json() };
}

test('commits that a damaged write-ahead log lost are told in the log and by the health check, until the operator removes the note', async () => {
  await killedAfterCommits();
  const file = join(data, 'kaiku.db-wal');
  const bytes = readFileSync(file);
  const middle = Math.floor(bytes.length / 2);
  bytes.writeUInt8(bytes.readUInt8(middle) ^ 0x01, middle);
  writeFileSync(file, bytes);

  for (const _start of ['first', 'next']) {
    const { service, lines } = start();
    const lost = JSON.parse(readFileSync(join(data, 'kaiku.lost'), 'utf8')).commits;
    expect(lost).toBeGreaterThan(5);
    expect(lost).toBeLessThan(COMMITS);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { what: 'lost commits', message: `${lost} acknowledged commits are missing from the database` },
    ]);
    expect(await health(service)).toEqual({
      status: 200,
      json: {
        status: 'ok',
        checks: { store: 'ok', writes: 'ok', tasks: 'ok' },
        damage: { files: 0, records: 0, lostCommits: lost },
      },
    });
    expect((await service.gauges()).damage.lostCommits).toBe(lost);
    await service.close();
  }

  rmSync(join(data, 'kaiku.lost'));
  const { service, lines } = start();
  expect(lines).toEqual([]);
  expect((await health(service)).json).not.toHaveProperty('damage');
  await service.close();
});

test('a kill loses no commit, and nothing is told', async () => {
  await killedAfterCommits();
  const { service, lines } = start();
  expect(lines).toEqual([]);
  await service.close();
  const { store, lostCommits, close } = openDataDirectory(data);
  expect(await store.get(`note:${COMMITS}`)).toEqual({ at: COMMITS });
  expect(lostCommits).toBe(0);
  close();
});

test('a write-ahead log that is gone is told', async () => {
  await killedAfterCommits();
  rmSync(join(data, 'kaiku.db-wal'));
  const { lostCommits, close } = openDataDirectory(data);
  expect(lostCommits).toBe(COMMITS);
  close();
});

test('a directory of an earlier release has no count of commits, and nothing is told', async () => {
  await killedAfterCommits();
  rmSync(join(data, 'kaiku.commits'));
  const { lostCommits, close } = openDataDirectory(data);
  expect(lostCommits).toBe(0);
  close();
});

test('the write-ahead log is emptied after 64 commits at the latest', async () => {
  const { store, close } = openDataDirectory(data);
  const size = () => statSync(join(data, 'kaiku.db-wal')).size;
  let largest = 0;
  let emptied = 0;
  for (let at = 1; at <= 200; at += 1) {
    await store.commit([{ key: `note:${at}`, value: { at } }]);
    largest = Math.max(largest, size());
    if (size() === 0) emptied += 1;
  }
  expect(emptied).toBeGreaterThanOrEqual(3);
  expect(largest).toBeGreaterThan(0);
  close();
});

test('a damaged counter of commits stops no change', async () => {
  const { store, database, close } = openDataDirectory(data);
  database.transaction(() => database.all('DROP TABLE commits'));
  await store.commit([{ key: 'note:1', value: { at: 1 } }]);
  expect(await store.get('note:1')).toEqual({ at: 1 });
  expect(database.commits).toBeNull();
  close();
});
