import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { openDatabase } from '../../src/platform/node/sqlite.ts';
import { readIndexResets } from '../../src/storage/index-state.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { sqlDriver } from '../../src/storage/sql-driver.ts';
import { StoreFailure } from '../../src/storage/store.ts';
import { UnreadableRecords } from '../../src/storage/unreadable-records.ts';

const FIELDS = [['satama'], [], []] as const;
const SEARCH = {
  clauses: [{ prefix: 'satama', terms: [] }],
  order: 'newest',
  offset: 0,
  limit: 10,
} as const;

const openMemory = () => openAt(':memory:');

function openAt(path: string) {
  const database = openDatabase(path);
  const unreadable = new UnreadableRecords();
  let resets = 0;
  const driver = sqlDriver(database, {
    onIndexReset: () => {
      resets += 1;
    },
  });
  return { database, unreadable, store: openStore(driver, unreadable), resets: () => resets };
}

test('a record whose text changed in the file is unreadable, although it is still JSON, until it is written again', async () => {
  const { database, store, unreadable } = openMemory();
  await store.commit([
    { key: 'release:1', value: { title: 'Satama' } },
    { key: 'release:2', value: { title: 'Meri' } },
  ]);
  database.all("UPDATE record SET value = replace(value, 'Satama', 'Sotama') WHERE key = 'release:1'");
  await expect(store.get('release:1')).rejects.toThrow(StoreFailure);
  expect(await store.getMany(['release:1', 'release:2'])).toEqual([null, { title: 'Meri' }]);
  expect(unreadable.size).toBe(1);
  await store.commit([{ key: 'release:1', value: { title: 'Satama' } }]);
  expect(await store.get('release:1')).toEqual({ title: 'Satama' });
  expect(unreadable.size).toBe(0);
});

test('a record under the key of another one is unreadable', async () => {
  const { database, store } = openMemory();
  await store.commit([{ key: 'release:1', value: { title: 'Satama' } }]);
  database.all("UPDATE record SET key = 'release:3' WHERE key = 'release:1'");
  await expect(store.get('release:3')).rejects.toThrow(StoreFailure);
});

test('a record of an earlier release has no checksum and is read', async () => {
  const { database, store } = openMemory();
  database.all(`INSERT INTO record (key, revision, value) VALUES ('release:1', 1, '{"title":"Vanha"}')`);
  await store.commit([{ key: 'release:2', value: { title: 'Uusi' } }]);
  // What an earlier release does that runs once more: it raises the revision and knows no checksum.
  database.all(
    `UPDATE record SET revision = revision + 1, value = '{"title":"Taas"}' WHERE key = 'release:2'`,
  );
  expect(await store.getMany(['release:1', 'release:2'])).toEqual([{ title: 'Vanha' }, { title: 'Taas' }]);
});

test('a store of an earlier release gets the columns of the checksum', async () => {
  const database = openDatabase(':memory:');
  database.all(
    'CREATE TABLE record (key TEXT NOT NULL PRIMARY KEY, revision INTEGER NOT NULL, value TEXT NOT NULL)',
  );
  database.all(`INSERT INTO record VALUES ('release:1', 7, '{"title":"Vanha"}')`);
  const store = openStore(sqlDriver(database));
  await store.commit([{ key: 'release:1', value: { title: 'Uusi' }, expect: 7 }]);
  expect(await store.get('release:1')).toEqual({ title: 'Uusi' });
});

test.each([
  ['its structure', "UPDATE term_data SET block = x'00' WHERE id = 10"],
  ['its settings', 'UPDATE term_config SET v = 99'],
  ['its pages', "UPDATE term_data SET block = x'a5a5a5a5'"],
  ['a missing table', 'DROP TABLE term_idx'],
  ['another missing table', 'DROP TABLE term_docsize'],
])(
  'a change is made although the search index is damaged in %s, and the index is emptied',
  async (_what, damage) => {
    const place = mkdtempSync(join(tmpdir(), 'kaiku-index-'));
    const file = join(place, 'kaiku.db');
    const before = openAt(file);
    const written = (key: string) => [{ key, value: { key }, searchTerms: { at: 1, fields: FIELDS } }];
    for (let at = 10; at < 60; at += 1) await before.store.commit(written(`search:${at}`));
    before.database.close();
    const other = new DatabaseSync(file, { defensive: false });
    other.exec(damage);
    other.close();
    const { store, resets, database } = openAt(file);
    await store.commit(written('search:2'));
    // FTS5 keeps its structure in memory, so the damage may be met by a search first.
    await store.search('search', SEARCH);
    await store.commit(written('search:3'));
    expect(await store.search('search', SEARCH)).toContain('search:3');
    expect(await store.getMany(['search:10', 'search:2', 'search:3'])).not.toContain(null);
    expect(resets()).toBe(1);
    expect(await readIndexResets(store)).toBe(1);
    database.close();
    rmSync(place, { recursive: true });
  },
);
