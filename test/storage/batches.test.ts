import { expect, test } from 'vitest';
import { BATCH_SIZE, BatchWriter, countKeys, getMany, keyBatches } from '../../src/storage/batches.ts';
import { memoryDriver } from '../../src/storage/memory-driver.ts';
import { openStore } from '../../src/storage/open-store.ts';

const keyOf = (n: number) => `row:${String(n).padStart(6, '0')}`;

async function openRows(count: number) {
  const store = openStore(memoryDriver());
  const keys = Array.from({ length: count }, (_, n) => keyOf(n));
  await store.commit(keys.map((key, n) => ({ key, value: { n } })));
  return { store, keys };
}

test.each([0, 1, BATCH_SIZE - 1, BATCH_SIZE, BATCH_SIZE + 1, 3 * BATCH_SIZE + 7])(
  '%d rows are all read and counted once',
  async (count) => {
    const { store, keys } = await openRows(count);
    const records = await getMany(store, keys);
    expect(records.map((record) => record?.n)).toEqual(keys.map((_, n) => n));
    expect(await countKeys(store, 'row')).toBe(count);
    const batches: string[][] = [];
    for await (const batch of keyBatches(store, 'row')) batches.push(batch);
    expect(batches.flat()).toEqual(keys);
    expect(batches.filter(({ length }) => length === 0 || length > BATCH_SIZE)).toEqual([]);
  },
);

test('rows added behind the current batch are read, and removed rows are skipped', async () => {
  const { store } = await openRows(4);
  const seen: string[] = [];
  for await (const batch of keyBatches(store, 'row', 2)) {
    seen.push(...batch);
    if (seen.length === 2) await store.commit([{ key: keyOf(2) }, { key: keyOf(9), value: { n: 9 } }]);
  }
  expect(seen).toEqual([0, 1, 3, 9].map(keyOf));
});

test('writes are committed when a batch is full, and the others by flush', async () => {
  const { store } = await openRows(0);
  const sizes: number[] = [];
  const counted = {
    ...store,
    commit: async (writes: Parameters<typeof store.commit>[0]) => {
      sizes.push(writes.length);
      await store.commit(writes);
    },
  };
  const writer = new BatchWriter(counted);
  await writer.add(Array.from({ length: 2 * BATCH_SIZE + 3 }, (_, n) => ({ key: keyOf(n), value: { n } })));
  expect(sizes).toEqual([BATCH_SIZE, BATCH_SIZE]);
  for (const _ of [1, 2]) await writer.flush();
  expect([sizes, writer.count]).toEqual([[BATCH_SIZE, BATCH_SIZE, 3], 2 * BATCH_SIZE + 3]);
  expect(await countKeys(store, 'row')).toBe(2 * BATCH_SIZE + 3);
});
