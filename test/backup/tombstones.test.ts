import { expect, test } from 'vitest';
import { TOMBSTONES } from '../../src/domain/timeline.ts';
import { invertedNumber } from '../../src/storage/keys.ts';
import { derived, fill, openPlace } from '../websub/moving.ts';

test('a tombstone beyond the newest, and one of a release that is not withdrawn, go with a rebuild', async () => {
  const place = await openPlace();
  await fill(place, 70, TOMBSTONES + 6);
  const sound = await derived(place);
  const shelf = [...sound.keys()].filter((row) => row.startsWith('tombstone:n1:fi:all:'));
  expect(shelf).toHaveLength(TOMBSTONES);
  const ofRelease = (number: number) =>
    (shelf.at(-1) ?? '').replace(/[0-9]{15}$/, invertedNumber(number, 15));
  // The first stand behind all that are told; the last is public.
  await place.store.commit([2, 3, 4, 70].map((n) => ({ key: ofRelease(n), value: { n } })));
  expect(await place.newsroom.rebuild()).toMatchObject({ repaired: 4 });
  expect(await derived(place)).toEqual(sound);
  await place.service.close();
});
