import { sha256 } from '../base/crypto.ts';
import { fail, invalid, ok, type Result } from '../base/problem.ts';
import type { Instant } from '../base/time/instant.ts';
import { invertedInstant, paddedNumber } from '../storage/keys.ts';
import type { Store, Stored, Transaction } from '../storage/store.ts';
import { dueKeys } from './due-keys.ts';
import type { ChannelName, Job } from './jobs.ts';
import { countReleases, enqueueJob, isChannelName } from './jobs.ts';

/** In milliseconds. */
export const DEAD_LETTER_RETENTION = 30 * 24 * 60 * 60 * 1000;

export interface DeadLetter {
  readonly schema: 1;
  readonly channel: ChannelName;
  readonly job: Job;
  readonly reason: string;
  readonly receiver: string | null;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  readonly attempts: number;
}

/** `{inverted instant}-{hash}` sorts the newest first and does not reveal the receiver. */
const LETTER_ID = /^[0-9]{14}-[0-9a-f]{16}$/;

const keys = {
  letters: (key: number) => `dead:${paddedNumber(key)}`,
  letter: (key: number, id: string) => `${keys.letters(key)}:${id}`,
};

/** Also adds the task that deletes the dead letter after DEAD_LETTER_RETENTION. */
export async function addDeadLetter(
  transaction: Transaction,
  key: number,
  letter: DeadLetter,
): Promise<void> {
  const hash = (await sha256(`${letter.channel}:${letter.job.id}`)).slice(0, 16);
  const record = keys.letter(key, `${invertedInstant(letter.lastAt)}-${hash}`);
  transaction.set(record, { ...letter });
  const forgetRow = dueKeys.row(letter.lastAt + DEAD_LETTER_RETENTION, key, `forget-dead-${hash}`);
  transaction.set(forgetRow, { key, task: 'forget', record });
}

/** Newest first. `after` is the last id of the previous page. Fails with `invalid` when `after` is malformed. */
export async function listDeadLetters(
  store: Store,
  key: number,
  after: string | null,
  limit: number,
): Promise<Result<{ letters: { id: string; letter: DeadLetter }[]; next: string | null }>> {
  const base = keys.letters(key);
  if (after !== null && !LETTER_ID.test(after))
    return invalid({ pointer: 'cursor', code: 'malformed-cursor' });
  const rows = await store.keys(base, {
    limit: limit + 1,
    ...(after !== null && { after: keys.letter(key, after) }),
  });
  const page = rows.slice(0, limit);
  const records = await store.getMany(page);
  const letters = page.flatMap((row, at) => {
    const letter = records[at];
    return isDeadLetter(letter) ? [{ id: row.slice(base.length + 1), letter }] : [];
  });
  return ok({ letters, next: rows.length > limit ? (letters.at(-1)?.id ?? null) : null });
}

/** Enqueues the job again with no failed attempts. Must run under the owner's lock. Can fail with `not-found`. */
export async function requeueDeadLetter(
  store: Store,
  key: number,
  id: string,
  now: Instant,
): Promise<Result<null>> {
  const record = LETTER_ID.test(id) ? keys.letter(key, id) : null;
  const letter = record === null ? null : await store.get(record);
  if (record === null || !isDeadLetter(letter)) return fail('not-found');
  const { channel, job } = letter;
  const transaction = store.transaction();
  transaction.remove(record);
  // The job was counted as failed for each of its releases, and `enqueueJob` counts it again.
  await countReleases(transaction, key, job.counted, { at: now, total: -1, failed: -1 });
  await enqueueJob(transaction, key, {
    channel,
    id: job.id,
    content: job.content,
    counted: job.counted,
    now,
  });
  await transaction.commit();
  return ok(null);
}

function isDeadLetter(value: Stored | null | undefined): value is Stored & DeadLetter {
  return value?.schema === 1 && isChannelName(value.channel) && typeof value.job === 'object';
}
