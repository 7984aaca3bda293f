import type { Instant } from '../base/time/instant.ts';
import { ascending, padded } from '../storage/keys.ts';

/** Addresses of what is to happen at an instant, soonest first, across the owners of one store. */
export const dueKeys = {
  all: () => 'due',
  /** `key` is the owner's, `task` names the task among those of the same instant. */
  row: (at: Instant, key: number, task: string) => `due:${ascending(at)}:${padded(key)}:${task}`,
};
