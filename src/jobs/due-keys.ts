import type { Instant } from '../base/time/instant.ts';
import { paddedInstant, paddedNumber } from '../storage/keys.ts';

/** Sorted by time across all owners of one store. */
export const dueKeys = {
  all: () => 'due',
  row: (at: Instant, key: number, task: string) => `due:${paddedInstant(at)}:${paddedNumber(key)}:${task}`,
};
