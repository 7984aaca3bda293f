import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { backUp } from '../../../src/platform/node/backup.ts';
import { own } from '../../../src/platform/node/ownership.ts';
import { restoreFrom } from '../../../src/platform/node/restore.ts';
import { freePort, type Running, refusedStart, startServer } from './process.ts';

let place: string;
let data: string;
let port: number;
let running: Running[];

beforeEach(async () => {
  place = mkdtempSync(join(tmpdir(), 'kaiku-owner-'));
  data = join(place, 'data');
  port = await freePort();
  running = [];
});

afterEach(async () => {
  for (const server of running) await server.kill('SIGKILL');
  rmSync(place, { recursive: true, force: true });
});

async function start(flags: readonly string[] = []): Promise<Running> {
  const server = await startServer(data, port, {}, { flags });
  running.push(server);
  return server;
}

const isHealthy = async () => (await fetch(`http://localhost:${port}/healthz`)).status === 200;

/** The owner as a second process says it. */
const named = ({ pid }: Running) => `npm start, pid ${pid} on `;

test('a second process over a data directory ends with one line that names the first, which goes on', async () => {
  const first = await start();
  const { status, said, lines } = await refusedStart({ data });
  expect({ status, lines }).toEqual({ status: 1, lines: [] });
  expect(said).toMatch(/^Kaiku does not start: another process has the data directory: [^\n]+\n$/);
  expect(said).toContain(named(first));
  expect(said).toContain(`http://localhost:${port}, port ${port}, since 20`);
  expect(await isHealthy()).toBe(true);
});

test('the lock ends with a process that is killed, and what it left misleads nobody', async () => {
  const first = await start();
  await first.kill('SIGKILL');
  expect(existsSync(join(data, 'owner.json'))).toBe(true);
  const second = await start();
  expect(JSON.parse(readFileSync(join(data, 'owner.json'), 'utf8'))).toMatchObject({ pid: second.pid });
  expect(await isHealthy()).toBe(true);
  expect(await second.kill('SIGTERM')).toBe(0);
  expect(existsSync(join(data, 'owner.json'))).toBe(false);
  expect(existsSync(join(data, 'owner.sock'))).toBe(false);
});

test('a backup and other readers of the database work beside the owner', async () => {
  await start();
  await backUp(data, join(place, 'backup'), 0);
  const reader = new DatabaseSync(join(data, 'kaiku.db'), { readOnly: true });
  expect(reader.prepare('PRAGMA quick_check').get()).toEqual({ quick_check: 'ok' });
  reader.close();
});

test('a restore waits for no owner, and a service does not start during a restore', async () => {
  await start();
  await backUp(data, join(place, 'backup'), 0);
  const target = join(place, 'target');
  const ownership = await own(target, { command: 'npm run restore' });
  const { status, said } = await refusedStart({ data: target });
  expect({ status, named: said.includes(`npm run restore, pid ${process.pid} on `) }).toEqual({
    status: 1,
    named: true,
  });
  await expect(restoreFrom(join(place, 'backup'), target)).rejects.toThrow(
    'another process has the data directory',
  );
  ownership.release();
  expect((await restoreFrom(join(place, 'backup'), target)).files.length).toBeGreaterThan(0);
});

test('a takeover of a directory without an owner is a start', async () => {
  await start(['--takeover']);
  expect(await isHealthy()).toBe(true);
});

test('an owner that is stopped is named by a start and by a takeover, which do not wait for it', async () => {
  const first = await start();
  first.signal('SIGSTOP');
  for (const flags of [[], ['--takeover']]) {
    const { status, said } = await refusedStart({ data, port, flags });
    expect(status).toBe(1);
    expect(said.split('\n').at(-2)).toContain(named(first));
  }
  first.signal('SIGCONT');
  expect(await isHealthy()).toBe(true);
});

test('a takeover by an older release is refused before the owner stops', async () => {
  const first = await start();
  const database = new DatabaseSync(join(data, 'kaiku.db'));
  database.exec('PRAGMA user_version = 99');
  const { status, said } = await refusedStart({ data, port, flags: ['--takeover'] });
  expect(status).toBe(1);
  expect(said).toContain('written by a newer Kaiku');
  expect(said).toContain(`The owner goes on: ${named(first)}`);
  database.exec('PRAGMA user_version = 0');
  database.close();
  expect(await isHealthy()).toBe(true);
  const second = await start(['--takeover']);
  expect(second.said()).toMatch(/^Kaiku upgrades the database from schema 0 [^\n]+\nKaiku takes over from /);
  expect(await first.ended()).toBe(0);
});

test('a takeover whose port another program has fails before the owner stops', async () => {
  const first = await start();
  const other = await startServer(join(place, 'other'), await freePort());
  running.push(other);
  const taken = Number(new URL(other.url).port);
  const { status, said } = await refusedStart({ data, port: taken, flags: ['--takeover'] });
  expect(status).toBe(1);
  expect(said).toContain('EADDRINUSE');
  expect(said).toContain(`The owner goes on: ${named(first)}`);
  expect(await isHealthy()).toBe(true);
});
