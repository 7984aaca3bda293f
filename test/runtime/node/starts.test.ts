import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openService } from '../../../src/platform/node/service.ts';
import { call, freePort, isRoot, NOBODY, refusedStart, startServer } from './process.ts';

let place: string;

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'kaiku-starts-'));
  chmodSync(place, 0o755);
});

afterEach(() => rmSync(place, { recursive: true, force: true }));

/** A data directory after the service was stopped. */
async function dataDirectory(): Promise<string> {
  const data = join(place, 'data');
  const given = { data, baseUrl: 'https://tiedotteet.example', adminToken: null, now: () => 0 };
  await openService(given).close();
  return data;
}

/** Read-only for all users but root, whom file modes do not restrict. */
function readOnly(directory: string): string {
  for (const [path, mode] of [
    [join(directory, 'kaiku.db'), 0o444],
    [directory, 0o555],
  ] as const) {
    chmodSync(path, mode);
  }
  return directory;
}

/** One line with the name of the setting, without a place in the code. */
async function refusal(data: string, isUnprivileged = false): Promise<string> {
  const { status, said, lines } = await refusedStart({ data, isUnprivileged });
  expect({ status, lines }).toEqual({ status: 1, lines: [] });
  expect(said).toMatch(/^Kaiku does not start: [^\n]+\n$/);
  return said;
}

describe('a data directory that cannot be used is refused with one line that says why', () => {
  test('read-only, with a database in it', async () => {
    const data = readOnly(await dataDirectory());
    expect(await refusal(data, true)).toMatch(/ in KAIKU_DATA cannot be written \(SQLITE_/);
    chmodSync(data, 0o755);
  });

  test('read-only and empty', async () => {
    mkdirSync(join(place, 'empty'), { mode: 0o555 });
    expect(await refusal(join(place, 'empty'), true)).toContain(
      'KAIKU_DATA cannot be written (SQLITE_CANTOPEN',
    );
  });

  test('one that cannot be created', async () => {
    chmodSync(place, 0o555);
    expect(await refusal(join(place, 'new'), true)).toContain(
      'KAIKU_DATA must be a directory that can be written',
    );
    chmodSync(place, 0o755);
  });

  test('a file, and one below a file', async () => {
    writeFileSync(join(place, 'file'), '');
    for (const data of [join(place, 'file'), join(place, 'file', 'data')]) {
      expect(await refusal(data)).toContain('KAIKU_DATA must be a directory');
    }
  });

  test('with no database under its name, which stays as it is', async () => {
    const path = join(place, 'kaiku.db');
    const bytes = Buffer.alloc(8192, 0xa5);
    writeFileSync(path, bytes);
    expect(await refusal(place)).toContain('damaged (SQLITE_NOTADB): restore a backup');
    expect(readFileSync(path)).toEqual(bytes);
  });

  test('with a database that was cut short', async () => {
    const data = await dataDirectory();
    const path = join(data, 'kaiku.db');
    writeFileSync(path, readFileSync(path).subarray(0, 2 * 4096));
    expect(await refusal(data)).toContain('damaged (SQLITE_CORRUPT): restore a backup');
  });

  test('with a database of another program, which stays as it is', async () => {
    const path = join(place, 'kaiku.db');
    const other = new DatabaseSync(path);
    other.exec('CREATE TABLE moz_places (id INTEGER); PRAGMA user_version = 77');
    other.close();
    const bytes = readFileSync(path);
    expect(await refusal(place)).toContain('another program');
    expect(readFileSync(path)).toEqual(bytes);
  });
});

test('an admin token that could be guessed is refused with one line that does not repeat it', async () => {
  const environment = { KAIKU_ADMIN_TOKEN: 'avoin-sesam-nyt' };
  const { status, said, lines } = await refusedStart({ data: place, environment });
  expect({ status, said, lines }).toEqual({
    status: 1,
    said: 'Kaiku does not start: KAIKU_ADMIN_TOKEN must be at least 16 characters long\n',
    lines: [],
  });
});

test('a disk that keeps no compiled code does not stop the start', async () => {
  const data = join(place, 'own');
  mkdirSync(data);
  if (isRoot) chownSync(data, NOBODY, NOBODY);
  const server = await startServer(data, await freePort(), {}, { isUnprivileged: true });
  expect((await call(`${server.url}/healthz`, '', 'GET')).status).toBe(200);
  expect(await server.kill('SIGTERM')).toBe(0);
  expect(server.said()).toBe('');
});
