import { expect, test } from 'vitest';
import { MAX_TOMBSTONES } from '../../src/domain/timeline.ts';
import { invertedNumber } from '../../src/storage/keys.ts';
import { derivedRows, fillNewsroom, openInstance } from './backup-harness.ts';

test('a rebuild removes tombstones beyond the limit and those of releases that are not withdrawn', async () => {
  const instance = await openInstance();
  await fillNewsroom(instance, 70, MAX_TOMBSTONES + 6);
  const correctRows = await derivedRows(instance);
  const tombstones = [...correctRows.keys()].filter((row) => row.startsWith('tombstone:n1:fi:all:'));
  expect(tombstones).toHaveLength(MAX_TOMBSTONES);
  const tombstoneKey = (number: number) =>
    (tombstones.at(-1) ?? '').replace(/[0-9]{15}$/, invertedNumber(number, 15));
  // The first three sort after all other tombstones; release 70 is public.
  await instance.store.commit([2, 3, 4, 70].map((n) => ({ key: tombstoneKey(n), value: { n } })));
  expect(await instance.newsroom.backup.rebuild()).toMatchObject({ repaired: 4 });
  expect(await derivedRows(instance)).toEqual(correctRows);
  await instance.service.close();
});
