import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../src/platform/node/sqlite.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { sqlDriver } from '../../src/storage/sql-driver.ts';
import { Conflict, type Store } from '../../src/storage/store.ts';
import { describeStore } from './contract.ts';

describeStore('node:sqlite', (use) =>
  inDirectory((path) => withDatabase(path, (database) => use(openStore(sqlDriver(database))))),
);

describe('a database file', () => {
  test('committed records exist after the file is opened again', () =>
    inDirectory(async (path) => {
      await withStore(path, (store) =>
        store.commit([{ key: 'release:1', value: { title: 'Säilyy' }, revision: 3 }]),
      );
      await withStore(path, async (store) => {
        expect(await store.get('release:1')).toEqual({ title: 'Säilyy' });
        await store.commit([{ key: 'release:1', value: { title: 'Jatkuu' }, expect: 3 }]);
      });
      await withStore(path, async (store) =>
        expect(await store.get('release:1')).toEqual({ title: 'Jatkuu' }),
      );
    }));

  test('two connections see each other’s commits, and only one of two equal expectations succeeds', () =>
    inDirectory((path) =>
      withStore(path, (one) =>
        withStore(path, async (other) => {
          await one.commit([{ key: 'release:1', value: { by: 'one' }, expect: 0 }]);
          await expect(
            other.commit([{ key: 'release:1', value: { by: 'other' }, expect: 0 }]),
          ).rejects.toThrow(Conflict);
          expect(await other.get('release:1')).toEqual({ by: 'one' });
        }),
      ),
    ));

  test('commits are synced to the disk: WAL with synchronous=FULL', () =>
    inDirectory((path) =>
      withDatabase(path, async ({ all }) => {
        expect(all('PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }]);
        expect(all('PRAGMA synchronous')).toEqual([{ synchronous: 2 }]);
      }),
    ));

  test(
    'kill -9 amid writing loses no acknowledged commit and leaves no half of one',
    () =>
      inDirectory(async (path) => {
        const acknowledged = await writeUntilKilled(path, 50);
        await withStore(path, async (store) => {
          const releases = await store.keys('release');
          const open = (await store.get('shelf:fi'))?.open;
          expect(releases.length).toBeGreaterThanOrEqual(acknowledged);
          expect(open).toBe(releases.length);
          for (const base of ['timeline:fi', 'outbox'])
            expect(await store.keys(base)).toHaveLength(releases.length);
          expect(await store.get(`release:${acknowledged}`)).toMatchObject({ batch: acknowledged });
        });
      }),
    30_000,
  );

  test('a file that is not a database is refused', () =>
    inDirectory(async (path) => {
      await writeFile(path, 'Tämä ei ole tietokanta. '.repeat(100));
      expect(() => openDatabase(path)).toThrow('not a database');
    }));
});

describe('a transaction', () => {
  test('that throws is rolled back and throws the same error', () =>
    withDatabase(':memory:', async ({ all, transaction }) => {
      all('CREATE TABLE release (number INTEGER)');
      const reason = new Error('refused');
      const refused = () =>
        transaction(() => {
          all('INSERT INTO release VALUES (1)');
          throw reason;
        });
      expect(refused).toThrow(reason);
      expect(all('SELECT number FROM release')).toEqual([]);
    }));

  test('inside a transaction is refused, and the handle works afterwards', () =>
    withDatabase(':memory:', async ({ transaction }) => {
      expect(() => transaction(() => transaction(() => 1))).toThrow('open already');
      expect(transaction(() => 2)).toBe(2);
    }));
});

async function inDirectory(use: (path: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'kaiku-store-'));
  try {
    await use(join(directory, 'kaiku.sqlite'));
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function withDatabase(path: string, use: (database: Database) => Promise<void>): Promise<void> {
  const database = openDatabase(path);
  try {
    await use(database);
  } finally {
    database.close();
  }
}

function withStore(path: string, use: (store: Store) => Promise<void>): Promise<void> {
  return withDatabase(path, (database) => use(openStore(sqlDriver(database))));
}

/** Kills a writing process after `count` acknowledged commits and resolves to the number of the last one. */
async function writeUntilKilled(path: string, count: number): Promise<number> {
  const script = fileURLToPath(new URL('writer-process.ts', import.meta.url));
  const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  let acknowledged = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged = Number(line);
    if (acknowledged >= count) child.kill('SIGKILL');
  }
  expect(await exit).toEqual([null, 'SIGKILL']);
  return acknowledged;
}
