import { dueKeys } from '../jobs/due-keys.ts';
import type { Stored } from '../storage/store.ts';
import type { StagedUpload } from './media-port.ts';

/** The row of a task that removes the stored bytes at `until`, unless the row is removed before. */
export function clearingTask(key: number, { blob, until }: StagedUpload): { key: string; value: Stored } {
  const name = `media-${blob.slice(blob.indexOf(':') + 1)}`;
  return { key: dueKeys.row(until, key, name), value: { key, task: 'media', blob } };
}
