import type { Release } from '../../domain/release.ts';
import { newsroomKeys } from '../../repository/keys.ts';
import { decodeRelease } from '../../repository/records.ts';
import { keyPortions } from '../../storage/portions.ts';
import type { Store } from '../../storage/store.ts';
import { numberOf } from './expected.ts';

/** Releases in memory at once: one may have 2 MB, and a Durable Object has 128. */
export const AT_ONCE = 20;
/** In process all work is one run of microtasks: after so many portions others get their turn. */
const TURN = 5;

/** Every release of the newsroom by number. */
export async function* releasePortions(store: Store, key: number): AsyncGenerator<Release[]> {
  let portions = 0;
  for await (const keys of keyPortions(store, newsroomKeys.releases(key), AT_ONCE)) {
    yield decoded(await store.getMany(keys));
    portions += 1;
    if (portions % TURN === 0) await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

/** The releases that `rows`, `AT_ONCE` at most, name, those that are there and can be read. */
export async function releasesOf(store: Store, key: number, rows: readonly string[]): Promise<Release[]> {
  const numbers = new Set(rows.flatMap((row) => numberOf(row) ?? []));
  return decoded(await store.getMany(Array.from(numbers, (number) => newsroomKeys.release(key, number))));
}

function decoded(records: Awaited<ReturnType<Store['getMany']>>): Release[] {
  return records.flatMap((record) => decodeRelease(record) ?? []);
}
