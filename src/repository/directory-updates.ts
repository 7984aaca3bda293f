import { changedTags, reducedTags } from '../documents/cache-tags.ts';
import type { Release } from '../domain/release.ts';
import { ownerOf } from '../domain/timeline.ts';
import { dueKeys } from '../jobs/due-keys.ts';
import type { Stored, Transaction } from '../storage/store.ts';
import { newsroomKeys } from './keys.ts';
import type { NewsroomRecord } from './records.ts';

/** More than a call takes: a file's own tag says that its bytes must be deleted from caches. */
const MAX_LIBRARY_TAGS = 500;

/** A change and its outbox row for the directory are one commit. A topic has one row at a time. */

export function enqueueProfileUpdate(transaction: Transaction, key: number): void {
  enqueueUpdate(transaction, key, 'profile', { profile: true });
}

/** The row's tags cover all changes of the topic since its last update was sent. */
export async function enqueueLibraryUpdate(
  transaction: Transaction,
  { key, version }: NewsroomRecord,
  topic: string,
  tags: readonly string[],
): Promise<void> {
  const pendingRow = await transaction.get(newsroomKeys.outboxRow(key, topic));
  const pendingTags = pendingRow === null ? [] : (readTags(pendingRow) ?? [ownerOf(key)]);
  // The version tells this row from a later one of the same topic that replaces it while it is being sent.
  enqueueUpdate(transaction, key, topic, {
    tags: reducedTags([...pendingTags, ...tags], MAX_LIBRARY_TAGS),
    version,
  });
}

/** The row's tags cover all changes of the release since its last update was sent. */
export async function enqueueReleaseUpdate(
  transaction: Transaction,
  key: number,
  before: Release | null,
  after: Release,
  isQuiet: boolean,
): Promise<void> {
  const owner = ownerOf(key);
  const topic = isQuiet ? `quiet-${after.number}` : `release-${after.number}`;
  const pendingRow = await transaction.get(newsroomKeys.outboxRow(key, topic));
  const pendingTags = pendingRow === null ? [] : (readTags(pendingRow) ?? [owner]);
  const tags = reducedTags([...pendingTags, ...changedTags(owner, before, after)]);
  enqueueUpdate(transaction, key, topic, { number: after.number, isQuiet, tags });
}

/** Null for an outbox row without tags, which stands for all documents of the newsroom. */
export function readTags({ tags }: Stored): readonly string[] | null {
  return Array.isArray(tags) ? tags.filter((name) => typeof name === 'string') : null;
}

function enqueueUpdate(transaction: Transaction, key: number, topic: string, update: Stored): void {
  transaction.set(newsroomKeys.outboxRow(key, topic), update);
  transaction.set(dueKeys.row(0, key, 'outbox'), { key, task: 'outbox' });
}
