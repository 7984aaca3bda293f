import { paddedNumber } from '../storage/keys.ts';
import type { Store } from '../storage/store.ts';

/** Of more faults the first so many are counted. */
const COUNT_LIMIT = 10_000;

/** A record for each file of a library whose bytes are not as they were stored. `key` is the newsroom's. */
export const faultKeys = {
  all: () => 'media-fault',
  ofNewsroom: (key: number) => `media-fault:${paddedNumber(key)}`,
  file: (key: number, id: string) => `media-fault:${paddedNumber(key)}:${id}`,
};

export async function countFaults(store: Pick<Store, 'keys'>): Promise<number> {
  return (await store.keys(faultKeys.all(), { limit: COUNT_LIMIT })).length;
}
