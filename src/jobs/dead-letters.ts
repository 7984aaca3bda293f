import { sha256 } from '../base/crypto.ts';
import { fail, invalid, ok, type Result } from '../base/problem.ts';
import type { Instant } from '../base/time/instant.ts';
import { inverted, padded } from '../storage/keys.ts';
import type { Store, Stored, Transaction } from '../storage/store.ts';
import { countDelivery } from './delivery-counts.ts';
import { dueKeys } from './due-keys.ts';
import type { ChannelName, Job } from './jobs.ts';
import { enqueueJob, isChannelName } from './jobs.ts';

/** Dead letters are kept for so long, in milliseconds. */
export const DEAD_LETTERS_KEPT = 30 * 24 * 60 * 60 * 1000;

/** A job that was given up, kept so that it can be put again. */
export interface DeadLetter {
  readonly schema: 1;
  readonly channel: ChannelName;
  readonly job: Job;
  /** Why the last attempt failed: a code. */
  readonly reason: string;
  /** The host it was for; null when it was for none. */
  readonly receiver: string | null;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  readonly attempts: number;
}

/** `{inverted instant}-{hash}`: newest first, and no telling of the receiver. */
const ID = /^[0-9]{14}-[0-9a-f]{16}$/;

const keys = {
  letters: (key: number) => `dead:${padded(key)}`,
  letter: (key: number, id: string) => `${keys.letters(key)}:${id}`,
};

/** Adds the letter to the transaction, and the day it is to be forgotten. */
export async function addDeadLetter(
  transaction: Transaction,
  key: number,
  letter: DeadLetter,
): Promise<void> {
  const hash = (await sha256(`${letter.channel}:${letter.job.id}`)).slice(0, 16);
  const record = keys.letter(key, `${inverted(letter.lastAt)}-${hash}`);
  transaction.set(record, { ...letter });
  const forget = dueKeys.row(letter.lastAt + DEAD_LETTERS_KEPT, key, `forget-dead-${hash}`);
  transaction.set(forget, { key, task: 'forget', record });
}

/** One page, newest first; `after` is the last id of the page before. `invalid` when it can be no id. */
export async function listDeadLetters(
  store: Store,
  key: number,
  after: string | null,
  limit: number,
): Promise<Result<{ letters: { id: string; letter: DeadLetter }[]; next: string | null }>> {
  const base = keys.letters(key);
  if (after !== null && !ID.test(after)) return invalid({ pointer: 'cursor', code: 'malformed-cursor' });
  const rows = await store.keys(base, {
    limit: limit + 1,
    ...(after !== null && { after: keys.letter(key, after) }),
  });
  const shown = rows.slice(0, limit);
  const records = await store.getMany(shown);
  const letters = shown.flatMap((row, at) => {
    const letter = records[at];
    return isDeadLetter(letter) ? [{ id: row.slice(base.length + 1), letter }] : [];
  });
  return ok({ letters, next: rows.length > limit ? (letters.at(-1)?.id ?? null) : null });
}

/** Puts the letter's job again, as if it had never failed. Runs under the owner's lock. `not-found`. */
export async function requeueDeadLetter(
  store: Store,
  key: number,
  id: string,
  now: Instant,
): Promise<Result<null>> {
  const record = ID.test(id) ? keys.letter(key, id) : null;
  const letter = record === null ? null : await store.get(record);
  if (record === null || !isDeadLetter(letter)) return fail('not-found');
  const { channel, job } = letter;
  const transaction = store.transaction();
  transaction.remove(record);
  // It failed once for each of its releases; putting it counts it anew.
  for (const release of job.counted?.releases ?? []) {
    const kind = job.counted?.kind ?? 'push';
    await countDelivery(transaction, key, release, kind, { at: now, total: -1, failed: -1 });
  }
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
