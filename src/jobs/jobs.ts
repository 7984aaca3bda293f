import type { Instant } from '../base/time/instant.ts';
import { ascending, padded } from '../storage/keys.ts';
import type { Store, Stored, Transaction } from '../storage/store.ts';
import { countDelivery, type DeliveryKind } from './delivery-counts.ts';
import { dueKeys } from './due-keys.ts';

/** What the queues carry, each apart from the others. */
export const CHANNELS = [
  'push-fanout',
  'hub-push',
  'hub-verify',
  'hub-lease',
  'hub-ping',
  'mail-fanout',
  'mail',
] as const;
export type ChannelName = (typeof CHANNELS)[number];

/** Doubtful is what has failed, or whose receiver failed the last time: it waits apart and delays nobody else. */
export const LANES = ['first', 'doubtful'] as const;
export type Lane = (typeof LANES)[number];

const HINT = 'queue-';
/** How long a job that is due waits to be begun by who put it, before the owner looks by itself; in milliseconds. */
export const PATIENCE = 1000;

/** Something that must still be done for an owner: a newsroom, or under the key 0 the directory. */
export interface Job {
  readonly schema: 1;
  /** Of the channel: there is one job of an id. Letters, digits, `.`, `_` and `-`. */
  readonly id: string;
  /** What the channel needs to know. */
  readonly content: Stored;
  /** The releases whose deliveries count this job; none for a job that nobody receives. */
  readonly counted: { readonly kind: DeliveryKind; readonly releases: readonly number[] } | null;
  /** When each of those releases was put first: it is tried for three days from then, whatever comes after. */
  readonly since: readonly Instant[];
  readonly lane: Lane;
  readonly due: Instant;
  /** When it was put the last time, and may be given up three days after. */
  readonly firstAt: Instant;
  readonly attempts: number;
  /** Grows each time the job is put: what is under way for an earlier turn does not end a later one. */
  readonly turn: number;
}

/** A job to be put. */
export interface JobRequest {
  readonly channel: ChannelName;
  readonly id: string;
  readonly content: Stored;
  readonly now: Instant;
  /** Default: now. */
  readonly due?: Instant;
  readonly lane?: Lane;
  readonly counted?: Job['counted'];
}

/**
 * A job is one record, and a row says when it is due: `queue:{owner}:{channel}:{lane}:{due}:{id}`. A row in `due` wakes
 * the owner; one too many does no harm.
 */
export const jobKeys = {
  jobs: (key: number, channel: ChannelName) => `job:${padded(key)}:${channel}`,
  job: (key: number, channel: ChannelName, id: string) => `${jobKeys.jobs(key, channel)}:${id}`,
  rows: (key: number, channel: ChannelName, lane: Lane) => `queue:${padded(key)}:${channel}:${lane}`,
  row: (key: number, channel: ChannelName, { lane, due, id }: Pick<Job, 'lane' | 'due' | 'id'>) =>
    `${jobKeys.rows(key, channel, lane)}:${ascending(due)}:${id}`,
  hint: (at: Instant, key: number, channel: ChannelName) => dueKeys.row(at, key, `${HINT}${channel}`),
};

/**
 * Adds the job to the transaction, due at once unless it says otherwise, and in place of an earlier one of its id, whatever
 * back-off that one was in; the releases that it was counted for stay counted. Runs under the owner's lock.
 */
export async function enqueueJob(transaction: Transaction, key: number, request: JobRequest): Promise<void> {
  const { channel, id, content, now, due = now, lane = 'first', counted = null } = request;
  const before = await jobOf(transaction, key, channel, id);
  const known = before?.counted?.releases ?? [];
  const fresh = (counted?.releases ?? []).filter((release) => !known.includes(release));
  if (counted !== null) {
    for (const release of fresh)
      await countDelivery(transaction, key, release, counted.kind, { total: 1, at: now });
  }
  replaceJob(transaction, key, channel, before, {
    since: [...(before?.since ?? []), ...fresh.map(() => now)],
    schema: 1,
    id,
    content,
    lane,
    due,
    firstAt: now,
    attempts: 0,
    turn: (before?.turn ?? 0) + 1,
    counted:
      counted === null ? (before?.counted ?? null) : { kind: counted.kind, releases: [...known, ...fresh] },
  });
  scheduleQueue(transaction, lookAfter(due, now), key, channel);
}

/**
 * Whoever puts a job has it begun; the look is for when the process ends before. Whole seconds, so that what is put
 * within one shares a row.
 */
function lookAfter(due: Instant, now: Instant): Instant {
  return Math.ceil(Math.max(due, now + PATIENCE) / 1000) * 1000;
}

/** The channels that the transaction puts jobs into. */
export function channelsIn(transaction: Transaction): ChannelName[] {
  const put = transaction
    .writes()
    .flatMap(({ key, value }) => (value === undefined ? [] : [channelOfHint(key)]));
  return CHANNELS.filter((channel) => put.includes(channel));
}

/** The channel that a row of `due` is for; null when it is for none. */
export function channelOfHint(row: string): ChannelName | null {
  const [family, , , task = ''] = row.split(':');
  const name = family === dueKeys.all() && task.startsWith(HINT) ? task.slice(HINT.length) : null;
  return isChannelName(name) ? name : null;
}

/** Takes the job out, as if it had never been put: what it was counted for counts it no more. */
export async function cancelJob(
  transaction: Transaction,
  key: number,
  channel: ChannelName,
  id: string,
  now: Instant,
): Promise<void> {
  const job = await jobOf(transaction, key, channel, id);
  if (job === null) return;
  for (const release of job.counted?.releases ?? []) {
    await countDelivery(transaction, key, release, job.counted?.kind ?? 'push', { total: -1, at: now });
  }
  replaceJob(transaction, key, channel, job, null);
}

/** Replaces a job and its row; null takes both away. */
export function replaceJob(
  transaction: Transaction,
  key: number,
  channel: ChannelName,
  before: Job | null,
  after: Job | null,
): void {
  if (before !== null) transaction.remove(jobKeys.row(key, channel, before));
  if (after !== null) {
    transaction.set(jobKeys.job(key, channel, after.id), { ...after });
    transaction.set(jobKeys.row(key, channel, after), { due: after.due });
  } else if (before !== null) {
    transaction.remove(jobKeys.job(key, channel, before.id));
  }
}

/** Wakes the owner for this channel at `at`, or soon after. */
export function scheduleQueue(
  transaction: Transaction,
  at: Instant,
  key: number,
  channel: ChannelName,
): void {
  transaction.set(jobKeys.hint(at, key, channel), { key, task: 'queue', channel });
}

/** Null when there is no such job. */
export async function jobOf(
  transaction: Transaction,
  key: number,
  channel: ChannelName,
  id: string,
): Promise<Job | null> {
  return decodeJob(await transaction.get(jobKeys.job(key, channel, id)));
}

export function decodeJob(value: Stored | null | undefined): Job | null {
  return isJob(value) ? value : null;
}

function isJob(value: Stored | null | undefined): value is Stored & Job {
  return value?.schema === 1 && typeof value.id === 'string' && typeof value.turn === 'number';
}

/** How many jobs wait in each channel, of all owners; no more than `limit` are counted. */
export async function queueDepths(
  store: Store,
  limit: number,
): Promise<{ readonly [C in ChannelName]?: number }> {
  const depths: { [C in ChannelName]?: number } = Object.fromEntries(CHANNELS.map((name) => [name, 0]));
  for (const row of await store.keys('queue', { limit })) {
    const channel = row.split(':')[2];
    if (isChannelName(channel)) depths[channel] = (depths[channel] ?? 0) + 1;
  }
  return depths;
}

export function isChannelName(value: unknown): value is ChannelName {
  return CHANNELS.some((name) => name === value);
}
