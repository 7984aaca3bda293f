import { test } from 'vitest';
import type { Store, Write } from '../../../src/storage/store.ts';

/**
 * Gives `use` an empty store of its own and waits for it. A Durable Object's storage works only inside the object,
 * hence a store that is lent instead of one that is handed over.
 */
export type WithStore = (use: (store: Store) => Promise<void>) => Promise<void>;

/** `test` for an outcome that needs a store. */
export function outcomeIn(withStore: WithStore) {
  return (outcome: string, use: (store: Store) => Promise<void>) => test(outcome, () => withStore(use));
}

/** `count` writes below `base`, numbered from 1 with three digits or more. */
export function numbered(base: string, count: number): Write[] {
  return Array.from({ length: count }, (_, index) => ({
    key: `${base}:${String(index + 1).padStart(3, '0')}`,
    value: { number: index + 1 },
  }));
}
