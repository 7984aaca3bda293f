import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
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

/** A port that another program listens on. */
async function takenPort(): Promise<{ readonly port: number; [Symbol.dispose](): void }> {
  const port = await freePort();
  const server = createServer().listen(port);
  await once(server, 'listening');
  return { port, [Symbol.dispose]: () => server.close() };
}

describe('a mistake in the settings is one line that names the variable', () => {
  test.each<[string, { readonly [name: string]: string }, RegExp]>([
    ['a base URL with a path', { KAIKU_BASE_URL: 'https://a.example/uutiset' }, /: KAIKU_BASE_URL must be/],
    ['a sender without a relay', { KAIKU_MAIL_FROM: 'a@a.example' }, /: KAIKU_SMTP_URL is missing/],
    ['a relay without a sender', { KAIKU_SMTP_URL: 'smtp://a.example' }, /: KAIKU_MAIL_FROM is missing/],
    ['an address of another machine', { KAIKU_HOST: '192.0.2.1' }, /: KAIKU_HOST must be an address of this/],
    ['metrics on another machine', { KAIKU_METRICS: '192.0.2.1:9187' }, /: KAIKU_METRICS must be an address/],
  ])('%s', async (_, environment, message) => {
    for (const program of ['server', 'demo'] as const) {
      // The demo serves no metrics.
      if (program === 'demo' && 'KAIKU_METRICS' in environment) continue;
      const { status, said, lines } = await refusedStart({ data: place, environment, program });
      expect({ status, lines }).toEqual({ status: 1, lines: [] });
      expect(said).toMatch(message);
      expect(said).toMatch(/^[^\n]+\n$/);
    }
  });

  test.each(['server', 'demo'] as const)('a taken port, of the %s', async (program) => {
    using taken = await takenPort();
    const { status, said, lines } = await refusedStart({ data: place, port: taken.port, program });
    expect({ status, lines }).toEqual({ status: 1, lines: [] });
    expect(said).toMatch(
      new RegExp(`^[^\n]+: PORT: port ${taken.port} is taken by another program \\(EADDRINUSE\\)\n$`),
    );
    // Nothing was begun: the next start finds an empty directory.
    expect(existsSync(join(place, 'kaiku.db'))).toBe(false);
  });

  test('a taken port of the metrics', async () => {
    using taken = await takenPort();
    const environment = { KAIKU_METRICS: `127.0.0.1:${taken.port}` };
    const { status, said } = await refusedStart({ data: place, environment });
    expect(status).toBe(1);
    expect(said).toMatch(/: KAIKU_METRICS: port \d+ is taken/);
  });

  test.each(['server', 'demo'] as const)(
    'a data directory in /proc, where nothing can be made, of the %s',
    async (program) => {
      const { status, said } = await refusedStart({ data: '/proc/none', program });
      expect(status).toBe(1);
      expect(said).toMatch(/^[^\n]+: KAIKU_DATA must be a directory that can be written [^\n]+\n$/);
    },
  );
});

test('the server listens where it is told, says so, and answers HTTP/1.0 without a Host', async () => {
  const port = await freePort();
  const server = await startServer(place, port, { KAIKU_HOST: '127.0.0.1' });
  expect(JSON.parse(server.lines[0] ?? '')).toMatchObject({
    what: 'started',
    address: `http://localhost:${port}`,
    listening: `http://127.0.0.1:${port}`,
  });
  const refused = once(connect(port, '::1'), 'connect');
  await expect(refused).rejects.toMatchObject({ code: expect.stringMatching(/ECONNREFUSED|EADDRNOTAVAIL/) });
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  socket.write('OPTIONS / HTTP/1.0\r\n\r\n');
  const [plain] = await once(socket, 'data');
  socket.destroy();
  // An answer of the application: nothing has the method.
  expect(plain).toMatch(/^HTTP\/1\.1 (?!400)[234]/);
  const health = connect(port, '127.0.0.1').setEncoding('utf8');
  health.write('GET /healthz HTTP/1.0\r\n\r\n');
  const [answer] = await once(health, 'data');
  health.destroy();
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  const newer = connect(port, '127.0.0.1').setEncoding('utf8');
  newer.write('GET /healthz HTTP/1.1\r\n\r\n');
  const [withoutHost] = await once(newer, 'data');
  newer.destroy();
  expect(withoutHost).toMatch(/^HTTP\/1\.1 400 /);
  await server.kill('SIGTERM');
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
