import type { Release } from '../domain/release.ts';
import { decodeRelease } from '../repository/records.ts';
import { keyPortions } from '../storage/portions.ts';
import type { Store } from '../storage/store.ts';
import { isWithin, type RebuildTarget } from './target.ts';

/** Releases in memory at once: one may have 2 MB, and a Durable Object has 128. */
export const AT_ONCE = 20;
/** In process all work is one run of microtasks: after so many portions others get their turn. */
const TURN = 5;

/** Every release of the target by number. */
export async function* releasePortions(
  target: Pick<RebuildTarget, 'store' | 'releases' | 'releaseKey' | 'numbers'>,
): AsyncGenerator<Release[]> {
  const { store, releases, releaseKey, numbers } = target;
  let portions = 0;
  const range = { after: releaseKey(numbers.from - 1), before: releaseKey(numbers.to + 1) };
  for await (const keys of keyPortions(store, releases, AT_ONCE, range)) {
    yield decoded(await store.getMany(keys));
    portions += 1;
    if (portions % TURN === 0) await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

/** The releases of these numbers, `AT_ONCE` at most, that are there and can be read. */
export async function releasesOf(
  target: RebuildTarget,
  numbers: readonly (number | null)[],
): Promise<Release[]> {
  const known = new Set(numbers.filter((number) => isWithin(target, number)));
  return decoded(await target.store.getMany(Array.from(known, target.releaseKey)));
}

function decoded(records: Awaited<ReturnType<Store['getMany']>>): Release[] {
  return records.flatMap((record) => decodeRelease(record) ?? []);
}
