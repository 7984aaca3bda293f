import { beforeEach, describe, expect, test } from 'vitest';
import { memoryDriver } from '../../src/storage/memory-driver.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { Conflict, type KeyRange, type Store, type Transaction } from '../../src/storage/store.ts';
import { numbered } from './contract/with-store.ts';

let store: Store;
let transaction: Transaction;

/** The store has `row:001` to `row:006` with their numbers. */
beforeEach(async () => {
  store = openStore(memoryDriver());
  await store.commit(numbered('row', 6));
  transaction = store.transaction();
});

/** The numbers of the rows that the transaction lists. */
async function listed(range: KeyRange = {}): Promise<number[]> {
  return (await transaction.keys('row', range)).map((key) => Number(key.split(':')[1]));
}

/** Changes in a transaction that may affect any list: rows between, before and after stored ones, and removed rows. */
function changeRows(): void {
  transaction.set('row:000', { number: 0 });
  transaction.set('row:0025', { number: 25 });
  transaction.set('row:004', { number: 44 });
  transaction.set('row:007', { number: 7 });
  transaction.remove('row:001');
  transaction.remove('row:005');
}

describe('get and getMany of a transaction', () => {
  test('return stored records until the transaction writes them', async () => {
    expect(await transaction.get('row:001')).toEqual({ number: 1 });
    transaction.set('row:001', { number: 100 });
    expect(await transaction.get('row:001')).toEqual({ number: 100 });
    expect(await transaction.get('row:002')).toEqual({ number: 2 });
    expect(await transaction.get('row:999')).toBeNull();
  });

  test('return null for removed records', async () => {
    transaction.remove('row:001');
    transaction.set('row:999', { number: 999 });
    transaction.remove('row:999');
    expect(await transaction.get('row:001')).toBeNull();
    expect(await transaction.get('row:999')).toBeNull();
  });

  test('getMany keeps the order and repeats of the keys over stored, written, removed and absent records', async () => {
    changeRows();
    const keys = ['row:007', 'row:001', 'row:004', 'row:002', 'row:999', 'row:004', 'row:002'];
    expect(await transaction.getMany(keys)).toEqual([
      { number: 7 },
      null,
      { number: 44 },
      { number: 2 },
      null,
      { number: 44 },
      { number: 2 },
    ]);
    expect(await transaction.getMany([])).toEqual([]);
    expect(await transaction.getMany(['row:007', 'row:001'])).toEqual([{ number: 7 }, null]);
  });

  test('the last write of a key decides', async () => {
    transaction.set('row:001', { number: 10 });
    transaction.set('row:001', { number: 11 });
    expect(await transaction.get('row:001')).toEqual({ number: 11 });
    transaction.remove('row:001');
    expect(await transaction.get('row:001')).toBeNull();
    transaction.set('row:001', { number: 12 });
    expect(await transaction.getMany(['row:001'])).toEqual([{ number: 12 }]);
    expect(await listed()).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe('keys of a transaction', () => {
  test('are in order over stored and written rows, without removed ones', async () => {
    changeRows();
    expect(await transaction.keys('row')).toEqual([
      'row:000',
      'row:002',
      'row:0025',
      'row:003',
      'row:004',
      'row:006',
      'row:007',
    ]);
  });

  test('exclude the bounds, and written rows outside of them', async () => {
    changeRows();
    const cases = [
      { range: { after: 'row:000' }, expected: [2, 25, 3, 4, 6, 7] },
      { range: { after: 'row:0025' }, expected: [3, 4, 6, 7] },
      { range: { before: 'row:007' }, expected: [0, 2, 25, 3, 4, 6] },
      { range: { before: 'row:0025' }, expected: [0, 2] },
      { range: { after: 'row:002', before: 'row:006' }, expected: [25, 3, 4] },
      { range: { after: 'row:004', before: 'row:006' }, expected: [] },
      { range: { after: 'row:006', before: 'row:002' }, expected: [] },
    ];
    for (const { range, expected } of cases) expect([range, await listed(range)]).toEqual([range, expected]);
  });

  test('do not exceed the limit when written rows come between stored ones', async () => {
    changeRows();
    const all = await listed();
    for (let limit = 0; limit <= all.length + 1; limit += 1) {
      expect([limit, await listed({ limit })]).toEqual([limit, all.slice(0, limit)]);
    }
    expect(await listed({ after: 'row:000', before: 'row:007', limit: 2 })).toEqual([2, 25]);
    expect(await listed({ after: 'row:002', limit: 3 })).toEqual([25, 3, 4]);
  });

  test('reach the limit with later stored rows when the first ones are removed', async () => {
    for (const key of ['row:001', 'row:002', 'row:003']) transaction.remove(key);
    expect(await listed({ limit: 2 })).toEqual([4, 5]);
    expect(await listed({ limit: 3 })).toEqual([4, 5, 6]);
    expect(await listed({ after: 'row:004', limit: 1 })).toEqual([5]);
  });

  test('have a written row once that is stored already', async () => {
    transaction.set('row:002', { number: 22 });
    expect(await listed()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await listed({ limit: 2 })).toEqual([1, 2]);
  });

  test('have a row again that was removed and then written', async () => {
    transaction.remove('row:002');
    transaction.set('row:002', { number: 22 });
    expect(await listed({ limit: 2 })).toEqual([1, 2]);
  });

  test('have only written rows below the base', async () => {
    for (const key of ['row', 'rows:1', 'row-1', 'ro:1', 'other:row:1', 'row:003:a'])
      transaction.set(key, {});
    expect(await transaction.keys('row', { after: 'row:002', before: 'row:004' })).toEqual([
      'row:003',
      'row:003:a',
    ]);
    expect(await transaction.keys('row:003')).toEqual(['row:003:a']);
    expect(await transaction.keys('rows')).toEqual(['rows:1']);
    expect(await transaction.keys('row', { limit: 3 })).toEqual(['row:001', 'row:002', 'row:003']);
  });

  test('of a base whose rows are all removed are none', async () => {
    for (const { key } of numbered('row', 6)) transaction.remove(key);
    expect(await transaction.keys('row')).toEqual([]);
    expect(await transaction.keys('row', { limit: 1 })).toEqual([]);
  });

  test('are the same after the commit as before it', async () => {
    changeRows();
    const ranges = [{}, { limit: 3 }, { after: 'row:002' }, { before: 'row:006', limit: 4 }];
    const before = await Promise.all(ranges.map((range) => transaction.keys('row', range)));
    await transaction.commit();
    expect(await Promise.all(ranges.map((range) => store.keys('row', range)))).toEqual(before);
  });
});

describe('commit of a transaction', () => {
  test('makes the writes visible to others, and nothing before it does', async () => {
    const other = store.transaction();
    changeRows();
    expect(await store.keys('row')).toEqual(numbered('row', 6).map(({ key }) => key));
    expect(await store.get('row:004')).toEqual({ number: 4 });
    expect(await other.get('row:001')).toEqual({ number: 1 });
    await transaction.commit();
    expect(await store.getMany(['row:001', 'row:004', 'row:007'])).toEqual([
      null,
      { number: 44 },
      { number: 7 },
    ]);
    expect(await other.get('row:001')).toBeNull();
  });

  test('writes each key once, with its last value, search terms and revision', async () => {
    const searchTerms = { fields: [['lautta'], [], []], at: 1 } as const;
    transaction.set('row:001', { number: 10 });
    transaction.set('row:001', { number: 11 }, { expect: 1, revision: 5, searchTerms });
    transaction.set('row:002', { number: 20 });
    transaction.remove('row:002');
    expect(transaction.writes()).toEqual([
      { key: 'row:001', value: { number: 11 }, expect: 1, revision: 5, searchTerms },
      { key: 'row:002' },
    ]);
    await transaction.commit();
    const search = {
      clauses: [{ prefix: 'lautta', terms: [] }],
      order: 'newest',
      offset: 0,
      limit: 9,
    } as const;
    expect(await store.search('row', search)).toEqual(['row:001']);
    await expect(store.commit([{ key: 'row:001', value: {}, expect: 4 }])).rejects.toThrow(Conflict);
    await store.commit([{ key: 'row:001', value: {}, expect: 5 }]);
  });

  test('writes nothing when one record has an unexpected revision', async () => {
    changeRows();
    transaction.set('row:006', { number: 66 }, { expect: 9 });
    await expect(transaction.commit()).rejects.toThrow(Conflict);
    expect(await store.keys('row')).toEqual(numbered('row', 6).map(({ key }) => key));
    expect(await store.get('row:004')).toEqual({ number: 4 });
  });

  test('without writes changes nothing', async () => {
    expect(transaction.writes()).toEqual([]);
    await transaction.commit();
    expect(await store.keys('row')).toEqual(numbered('row', 6).map(({ key }) => key));
  });
});
