import type { Instant } from '../base/time/instant.ts';
import { paddedInstant, paddedNumber } from '../storage/keys.ts';
import type { Store, Stored, Transaction } from '../storage/store.ts';
import { countDelivery, type DeliveryCountChange, type DeliveryKind } from './delivery-counts.ts';
import { dueKeys } from './due-keys.ts';

export const CHANNELS = [
  'push-fanout',
  'hub-push',
  'hub-verify',
  'hub-lease',
  'hub-ping',
  'mail-fanout',
  'mail',
  'cache-purge',
] as const;
export type ChannelName = (typeof CHANNELS)[number];

/** A job is `doubtful` when it or the last delivery to its receiver failed. The lanes do not delay each other. */
export const LANES = ['first', 'doubtful'] as const;
export type Lane = (typeof LANES)[number];

const TASK_PREFIX = 'queue-';
/** Delay in milliseconds before the scheduler looks at a due job that the enqueuing request did not start. */
export const LOOK_DELAY = 1000;

/** A stored job. Its owner is a newsroom, or the directory, whose key is 0. */
export interface Job {
  readonly schema: 1;
  /** Unique within the channel. Consists of letters, digits, `.`, `_` and `-`. */
  readonly id: string;
  readonly content: Stored;
  /** The releases whose DeliveryCount includes this job; null for jobs that no count includes. */
  readonly counted: { readonly kind: DeliveryKind; readonly releases: readonly number[] } | null;
  /** When each of `counted.releases` was enqueued first. Attempts for a release end three days later. */
  readonly since: readonly Instant[];
  readonly lane: Lane;
  readonly due: Instant;
  /** When the job was enqueued last. Attempts end three days later. */
  readonly firstAt: Instant;
  readonly attempts: number;
  /** Incremented by each enqueue, so that the outcome of an earlier run does not remove a newer request. */
  readonly turn: number;
}

export interface JobRequest {
  readonly channel: ChannelName;
  readonly id: string;
  readonly content: Stored;
  readonly now: Instant;
  readonly due?: Instant;
  readonly lane?: Lane;
  readonly counted?: Job['counted'];
}

/** A job has a record, and a row that sorts it by due time. A task in `due` makes the scheduler run the channel. */
export const jobKeys = {
  jobs: (key: number, channel: ChannelName) => `job:${paddedNumber(key)}:${channel}`,
  job: (key: number, channel: ChannelName, id: string) => `${jobKeys.jobs(key, channel)}:${id}`,
  rows: (key: number, channel: ChannelName, lane: Lane) => `queue:${paddedNumber(key)}:${channel}:${lane}`,
  row: (key: number, channel: ChannelName, { lane, due, id }: Pick<Job, 'lane' | 'due' | 'id'>) =>
    `${jobKeys.rows(key, channel, lane)}:${paddedInstant(due)}:${id}`,
  task: (at: Instant, key: number, channel: ChannelName) => dueKeys.row(at, key, `${TASK_PREFIX}${channel}`),
};

/** Replaces an earlier job of the same id but keeps its counted releases. Must run under the owner's lock. */
export async function enqueueJob(transaction: Transaction, key: number, request: JobRequest): Promise<void> {
  const { channel, id, content, now, due = now, lane = 'first', counted = null } = request;
  const before = await readJob(transaction, key, channel, id);
  const known = before?.counted?.releases ?? [];
  const added = (counted?.releases ?? []).filter((release) => !known.includes(release));
  const newlyCounted = counted === null ? null : { kind: counted.kind, releases: added };
  await countReleases(transaction, key, newlyCounted, { total: 1, at: now });
  replaceJob(transaction, key, channel, before, {
    since: [...(before?.since ?? []), ...added.map(() => now)],
    schema: 1,
    id,
    content,
    lane,
    due,
    firstAt: now,
    attempts: 0,
    turn: (before?.turn ?? 0) + 1,
    counted:
      counted === null ? (before?.counted ?? null) : { kind: counted.kind, releases: [...known, ...added] },
  });
  scheduleQueue(transaction, key, channel, taskTimeOf(due, now));
}

/** The task starts the job if the enqueuing request does not. Jobs of the same second share one task. */
function taskTimeOf(due: Instant, now: Instant): Instant {
  return Math.ceil(Math.max(due, now + LOOK_DELAY) / 1000) * 1000;
}

export function enqueuedChannels(transaction: Transaction): ChannelName[] {
  const enqueued = transaction
    .writes()
    .flatMap(({ key, value }) => (value === undefined ? [] : [channelOfTask(key)]));
  return CHANNELS.filter((channel) => enqueued.includes(channel));
}

export function channelOfTask(row: string): ChannelName | null {
  const [family, , , task = ''] = row.split(':');
  const name =
    family === dueKeys.all() && task.startsWith(TASK_PREFIX) ? task.slice(TASK_PREFIX.length) : null;
  return isChannelName(name) ? name : null;
}

/** Removes the job and subtracts it from the delivery counts of its releases. */
export async function cancelJob(
  transaction: Transaction,
  key: number,
  channel: ChannelName,
  id: string,
  now: Instant,
): Promise<void> {
  const job = await readJob(transaction, key, channel, id);
  if (job === null) return;
  await countReleases(transaction, key, job.counted, { total: -1, at: now });
  replaceJob(transaction, key, channel, job, null);
}

export async function countReleases(
  transaction: Transaction,
  key: number,
  counted: Job['counted'],
  change: DeliveryCountChange,
): Promise<void> {
  for (const release of counted?.releases ?? []) {
    await countDelivery(transaction, key, release, counted?.kind ?? 'push', change);
  }
}

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

export function scheduleQueue(
  transaction: Transaction,
  key: number,
  channel: ChannelName,
  at: Instant,
): void {
  transaction.set(jobKeys.task(at, key, channel), { key, task: 'queue', channel });
}

export async function readJob(
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

/** Counts at most `limit` jobs in all, of all owners of the store. */
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
