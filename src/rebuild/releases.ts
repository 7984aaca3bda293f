import type { Release } from '../domain/release.ts';
import { decodeRelease } from '../repository/records.ts';
import { keyBatches } from '../storage/batches.ts';
import type { Store } from '../storage/store.ts';
import { isNumberOfTarget, type RebuildTarget } from './target.ts';

/** Releases in memory at once: a release has at most 2 MB, and a Durable Object has 128 MB of memory. */
export const RELEASES_PER_BATCH = 20;
/** Releases of one hold of the owner's lock: the search terms of long ones take tens of milliseconds each. */
export const RELEASES_PER_PORTION = 10;
/** After so many batches the event loop gets a turn, because store calls on Node resolve as microtasks. */
const BATCHES_PER_TURN = 5;

export async function* releaseBatches(
  target: Pick<RebuildTarget, 'store' | 'releasesBase' | 'releaseKey' | 'numbers'>,
): AsyncGenerator<Release[]> {
  const { store, releasesBase, releaseKey, numbers } = target;
  let batches = 0;
  const range = { after: releaseKey(numbers.from - 1), before: releaseKey(numbers.to + 1) };
  for await (const keys of keyBatches(store, releasesBase, RELEASES_PER_BATCH, range)) {
    yield decodedReleases(await store.getMany(keys));
    batches += 1;
    if (batches % BATCHES_PER_TURN === 0) await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

/** Takes at most `RELEASES_PER_BATCH` numbers and leaves out absent and unreadable releases. */
export async function readReleases(
  target: RebuildTarget,
  numbers: readonly (number | null)[],
): Promise<Release[]> {
  const targetNumbers = new Set(numbers.filter((number) => isNumberOfTarget(target, number)));
  return decodedReleases(await target.store.getMany(Array.from(targetNumbers, target.releaseKey)));
}

export function decodedReleases(records: Awaited<ReturnType<Store['getMany']>>): Release[] {
  return records.flatMap((record) => decodeRelease(record) ?? []);
}
