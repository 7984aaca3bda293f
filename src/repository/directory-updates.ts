import { changedTags, fewestTags } from '../documents/cache-tags.ts';
import type { Release } from '../domain/release.ts';
import { ownerOf } from '../domain/timeline.ts';
import { dueKeys } from '../jobs/due-keys.ts';
import type { Stored, Transaction } from '../storage/store.ts';
import { newsroomKeys } from './keys.ts';
import type { NewsroomRecord } from './records.ts';

/** What the directory has yet to be told of a newsroom is a row a topic, committed with the change itself. */

/** What the newsroom is, and what pages show of it, has changed. */
export function enqueueDirectoryUpdate(transaction: Transaction, key: number): void {
  enqueueUpdate(transaction, key, 'profile', { profile: true });
}

/** What pages show of the library has changed since `record`, and nothing else: the documents with `tags`. */
export function enqueueLibraryUpdate(
  transaction: Transaction,
  { key, version }: NewsroomRecord,
  topic: string,
  tags: readonly string[],
): void {
  // By its version a row is known from one that takes its place while it is told of.
  enqueueUpdate(transaction, key, topic, { tags, version });
}

/** A release that the public sees, or saw, with the documents that its changes since it was last told of are seen in. */
export async function enqueueReleaseUpdate(
  transaction: Transaction,
  key: number,
  before: Release | null,
  after: Release,
  isQuiet: boolean,
): Promise<void> {
  const owner = ownerOf(key);
  const topic = isQuiet ? `quiet-${after.number}` : `release-${after.number}`;
  const waiting = await transaction.get(newsroomKeys.outboxRow(key, topic));
  const untold = waiting === null ? [] : (tagsIn(waiting) ?? [owner]);
  const tags = fewestTags([...untold, ...changedTags(owner, before, after)]);
  enqueueUpdate(transaction, key, topic, { number: after.number, isQuiet, tags });
}

/** The tags that a row names; null for one that names none, which is of everything. */
export function tagsIn({ tags }: Stored): readonly string[] | null {
  return Array.isArray(tags) ? tags.filter((name) => typeof name === 'string') : null;
}

function enqueueUpdate(transaction: Transaction, key: number, topic: string, update: Stored): void {
  transaction.set(newsroomKeys.outboxRow(key, topic), update);
  transaction.set(dueKeys.row(0, key, 'outbox'), { key, task: 'outbox' });
}
