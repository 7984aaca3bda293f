import { CommitFollowers } from '../repository/commit-followers.ts';
import { keyBatches } from '../storage/batches.ts';
import type { KeyRange, Store } from '../storage/store.ts';

/** The owner of the rows. Between two portions of a rebuild others may take its lock and commit. */
export interface RebuiltOwner {
  withLock<T>(work: () => Promise<T>): Promise<T>;
  readonly followers: CommitFollowers;
}

/** The event loop gets a turn after so many portions, because a timer takes a millisecond and a Durable Object's store never waits. */
const PORTIONS_PER_TURN = 5;

/** For a caller that holds the lock during the whole rebuild. */
export const LOCKED: RebuiltOwner = { withLock: (work) => work(), followers: new CommitFollowers() };

/**
 * Calls `work` with one batch of keys after another, each read and worked on under one hold of the lock. The last batch may
 * be empty; after it there were no more keys.
 */
export async function eachPortion(
  store: Store,
  owner: Pick<RebuiltOwner, 'withLock'>,
  { base, ...range }: { readonly base: string; readonly limit: number } & Pick<KeyRange, 'after' | 'before'>,
  work: (keys: readonly string[], isLast: boolean) => Promise<void>,
): Promise<void> {
  let { after } = range;
  let isLast = false;
  let portions = 0;
  while (!isLast) {
    await owner.withLock(async () => {
      const keys = await store.keys(base, { ...range, ...(after !== undefined && { after }) });
      isLast = keys.length < range.limit;
      after = keys.at(-1) ?? after;
      await work(keys, isLast);
    });
    portions += 1;
    if (portions % PORTIONS_PER_TURN === 0) await turn();
  }
}

/** Reads keys without the lock, so what they say must be read again under it. */
export async function* unlockedBatches(store: Store, base: string): AsyncGenerator<string[]> {
  for await (const keys of keyBatches(store, base)) {
    yield keys;
    await turn();
  }
}

/** Store calls on Node resolve as microtasks, so without it no request or timer would run between two portions. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
