import { expect, test } from 'vitest';
import { memoryDriver } from '../../src/storage/memory-driver.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { Commits, countKeys, getMany, keyPortions, PORTION } from '../../src/storage/portions.ts';

const keyOf = (n: number) => `row:${String(n).padStart(6, '0')}`;

async function openRows(count: number) {
  const store = openStore(memoryDriver());
  const keys = Array.from({ length: count }, (_, n) => keyOf(n));
  await store.commit(keys.map((key, n) => ({ key, value: { n } })));
  return { store, keys };
}

test.each([0, 1, PORTION - 1, PORTION, PORTION + 1, 3 * PORTION + 7])(
  'all of %d rows are read and counted, none twice',
  async (count) => {
    const { store, keys } = await openRows(count);
    const found = await getMany(store, keys);
    expect(found.map((record) => record?.n)).toEqual(keys.map((_, n) => n));
    expect(await countKeys(store, 'row')).toBe(count);
    const portions: string[][] = [];
    for await (const portion of keyPortions(store, 'row')) portions.push(portion);
    expect(portions.flat()).toEqual(keys);
    expect(portions.filter(({ length }) => length === 0 || length > PORTION)).toEqual([]);
  },
);

test('rows that come behind the last portion while it is worked on are met, and those that go are not missed', async () => {
  const { store } = await openRows(4);
  const seen: string[] = [];
  for await (const portion of keyPortions(store, 'row', 2)) {
    seen.push(...portion);
    if (seen.length === 2) await store.commit([{ key: keyOf(2) }, { key: keyOf(9), value: { n: 9 } }]);
  }
  expect(seen).toEqual([0, 1, 3, 9].map(keyOf));
});

test('writes are committed whenever a portion is full, and the rest when it is asked for', async () => {
  const { store } = await openRows(0);
  const sizes: number[] = [];
  const counted = {
    ...store,
    commit: async (writes: Parameters<typeof store.commit>[0]) => {
      sizes.push(writes.length);
      await store.commit(writes);
    },
  };
  const commits = new Commits(counted);
  await commits.add(Array.from({ length: 2 * PORTION + 3 }, (_, n) => ({ key: keyOf(n), value: { n } })));
  expect(sizes).toEqual([PORTION, PORTION]);
  for (const _ of [1, 2]) await commits.flush();
  expect([sizes, commits.count]).toEqual([[PORTION, PORTION, 3], 2 * PORTION + 3]);
  expect(await countKeys(store, 'row')).toBe(2 * PORTION + 3);
});
