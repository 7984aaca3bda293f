import { expect, test } from 'vitest';
import { openDatabase } from '../../src/platform/node/sqlite.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { sqlDriver } from '../../src/storage/sql-driver.ts';

test('the index keeps no terms of a record that is removed or written without terms', async () => {
  const database = openDatabase(':memory:');
  const store = openStore(sqlDriver(database));
  const indexed = () => database.all('SELECT rowid FROM term').length;
  const searchTerms = { at: 1, fields: [['satama'], ['lautta'], ['meri']] } as const;
  const keys = ['search:1:fi:1', 'search:1:fi:2', 'search:1:fi:3'];
  await store.commit(keys.map((key) => ({ key, value: {}, searchTerms })));
  expect(indexed()).toBe(3);
  await store.commit([{ key: 'search:1:fi:1' }]);
  expect(indexed()).toBe(2);
  await store.commit([{ key: 'search:1:fi:2', value: {} }]);
  expect(indexed()).toBe(1);
  const clauses = [{ prefix: 'satama', terms: [] }];
  const search = { clauses, order: 'newest', offset: 0, limit: 9 } as const;
  expect(await store.search('search:1:fi', search)).toEqual(['search:1:fi:3']);
  database.close();
});
