import { appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isObject } from '../../../src/base/json.ts';
import { createApp } from '../../../src/http/app.ts';
import { backUp } from '../../../src/platform/node/backup.ts';
import { restoreFrom } from '../../../src/platform/node/restore.ts';
import { madeSecret } from '../../../src/platform/node/secret.ts';
import { type NodeService, openService } from '../../../src/platform/node/service.ts';

const ADMIN = 'admin-token-of-the-tests';
const NOON = Date.parse('2026-03-10T12:00:00+02:00');
const NEWSROOM = '/api/v1/newsrooms/satama';
const GIF = Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs=', 'base64');

let place: string;
let service: NodeService;
let token: string;

const open = (data: string) =>
  openService({ data, baseUrl: 'https://tiedotteet.example', adminToken: ADMIN, now: () => NOON });

beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'kaiku-backup-'));
  service = open(join(place, 'data'));
  const profile = { slug: 'satama', name: 'Satama', languages: ['fi'], defaultLanguage: 'fi' };
  token = String((await ask(service, 'POST', '/api/v1/newsrooms', profile, ADMIN)).json.token);
});

afterEach(async () => {
  await service.close();
  await rm(place, { recursive: true });
});

async function ask(of: NodeService, method: string, path: string, body?: object, bearer = token) {
  const headers = { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json' };
  const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
  const response = await createApp(of).request(path, init);
  const text = await response.text();
  const json: unknown = text.startsWith('{') ? JSON.parse(text) : {};
  return { status: response.status, text, json: isObject(json) ? json : {} };
}

async function publish(): Promise<number> {
  const body = { state: 'published', variants: { fi: { title: 'Satama avautuu' } } };
  const { status, json } = await ask(service, 'POST', `${NEWSROOM}/releases`, body);
  expect(status).toBe(201);
  return Number(json.number);
}

async function upload(): Promise<string> {
  const response = await createApp(service).request(`${NEWSROOM}/media?name=piste.gif`, {
    method: 'PUT',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'image/gif' },
    body: GIF,
  });
  const json: unknown = await response.json();
  return isObject(json) && typeof json.url === 'string' ? new URL(json.url).pathname : '';
}

describe('a backup', () => {
  test('keeps the secret that the service made for itself, which only its user may read', async () => {
    const made = madeSecret(join(place, 'data'));
    await backUp(join(place, 'data'), join(place, 'kept'), NOON);
    await restoreFrom(join(place, 'kept'), join(place, 'restored'));
    expect(madeSecret(join(place, 'restored'))).toBe(made);
    expect((await stat(join(place, 'restored', 'secret'))).mode & 0o777).toBe(0o600);
  });

  test('that is made during writes contains all that was acknowledged before it, in order', async () => {
    const picture = await upload();
    for (let n = 0; n < 20; n += 1) await publish();
    let isWriting = true;
    let last = 20;
    const writers = Array.from({ length: 4 }, async () => {
      while (isWriting) last = Math.max(last, await publish());
    });
    const before = last;
    await backUp(join(place, 'data'), join(place, 'kept'), NOON);
    isWriting = false;
    await Promise.all(writers);

    await restoreFrom(join(place, 'kept'), join(place, 'restored'));
    const restored = open(join(place, 'restored'));
    try {
      for (let n = 1; n <= before; n += 1) {
        expect((await ask(restored, 'GET', `${NEWSROOM}/releases/${n}`)).status).toBe(200);
      }
      await restored.runDueTasks();
      await restored.waitUntilIdle();
      expect((await ask(restored, 'POST', `${NEWSROOM}/rebuild`)).json.repaired).toBe(0);
      const file = await createApp(restored).request(picture, {
        headers: { Authorization: `Bearer ${token}` },
      });
      expect(Buffer.from(await file.arrayBuffer())).toEqual(GIF);
      // The token is still valid, and release numbers continue.
      expect(
        (await ask(restored, 'POST', `${NEWSROOM}/releases`, { variants: { fi: { title: 'Uusi' } } })).status,
      ).toBe(201);
    } finally {
      await restored.close();
    }
  });

  test('is not made into an existing directory, or of a directory without a database', async () => {
    const data = join(place, 'data');
    await expect(backUp(data, place, NOON)).rejects.toThrow('exists already');
    await expect(backUp(join(place, 'nothing'), join(place, 'kept'), NOON)).rejects.toThrow('no kaiku.db');
    expect(await readdir(place)).toEqual(['data']);
  });

  test('is not restored into a directory that is not empty', async () => {
    await backUp(join(place, 'data'), join(place, 'kept'), NOON);
    const before = await readFile(join(place, 'kept', 'manifest.json'), 'utf8');
    await expect(restoreFrom(join(place, 'kept'), join(place, 'data'))).rejects.toThrow('not empty');
    await expect(restoreFrom(place, join(place, 'new'))).rejects.toThrow('no backup');
    expect(await readFile(join(place, 'kept', 'manifest.json'), 'utf8')).toBe(before);
    expect((await ask(service, 'GET', NEWSROOM)).status).toBe(200);
  });
});

describe('a changed backup', () => {
  const kept = () => join(place, 'kept');
  const restore = () => restoreFrom(kept(), join(place, 'restored'));

  beforeEach(async () => {
    await upload();
    await backUp(join(place, 'data'), kept(), NOON);
  });

  async function edit(change: (manifest: string) => string): Promise<void> {
    const path = join(kept(), 'manifest.json');
    await writeFile(path, change(await readFile(path, 'utf8')));
  }

  test('in its database is refused', async () => {
    await appendFile(join(kept(), 'kaiku.db'), 'x');
    await expect(restore()).rejects.toThrow('1 of its files');
    // The lock's file stays, since another process may be waiting for it.
    expect(await readdir(join(place, 'restored'))).toEqual(['owner.lock']);
  });

  test('in its media is refused', async () => {
    const [file = ''] = (await readdir(join(kept(), 'media'), { recursive: true })).filter((name) =>
      /\w{32}/.test(name),
    );
    await rm(join(kept(), 'media', file), { recursive: true });
    await expect(restore()).rejects.toThrow();
  });

  test('with a damaged database is refused although the hash in its manifest fits', async () => {
    const path = join(kept(), 'kaiku.db');
    const bytes = await readFile(path);
    bytes.fill(0xff, 4096, 8192);
    await writeFile(path, bytes);
    const { createHash } = await import('node:crypto');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await edit((manifest) =>
      manifest.replace(/("path": "kaiku\.db",[^}]*"sha256": ")[0-9a-f]+/, `$1${sha256}`),
    );
    await expect(restore()).rejects.toThrow();
    // The lock's file stays, since another process may be waiting for it.
    expect(await readdir(join(place, 'restored'))).toEqual(['owner.lock']);
  });

  test.each([
    '../../etc/passwd',
    '/etc/passwd',
    'media/files/../../../x',
    'media/unfinished/x',
    'kaiku.db-wal',
  ])('that names the file %s is refused', async (path) => {
    await edit((manifest) => manifest.replace(/"media\/files\/[^"]+"/, JSON.stringify(path)));
    await expect(restore()).rejects.toThrow('no backup');
  });

  test('of a newer release is refused by a release that cannot read it', async () => {
    const database = new DatabaseSync(join(kept(), 'kaiku.db'));
    database.exec('PRAGMA user_version = 2');
    database.close();
    const { manifestEntriesOf } = await import('../../../src/platform/node/backup.ts');
    const files = await manifestEntriesOf(kept());
    await edit((manifest) => JSON.stringify({ ...JSON.parse(manifest), files }));
    await expect(restore()).rejects.toThrow('newer Kaiku');
  });
});
