import { test } from 'vitest';
import type { Store, Write } from '../../../src/storage/store.ts';

/** Calls `use` with an empty store, because the storage of a Durable Object works only inside the object. */
export type WithStore = (use: (store: Store) => Promise<void>) => Promise<void>;

export function outcomeIn(withStore: WithStore) {
  return (outcome: string, use: (store: Store) => Promise<void>) => test(outcome, () => withStore(use));
}

/** Numbers the keys from 1 with at least three digits. */
export function numbered(base: string, count: number): Write[] {
  return Array.from({ length: count }, (_, index) => ({
    key: `${base}:${String(index + 1).padStart(3, '0')}`,
    value: { number: index + 1 },
  }));
}
