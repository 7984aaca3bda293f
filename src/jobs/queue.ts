import { Lock } from '../base/lock.ts';
import type { Log } from '../base/log.ts';
import type { Instant } from '../base/time/instant.ts';
import type { Store, Stored, Transaction } from '../storage/store.ts';
import { ConcurrencyLimiter, type ConcurrencyLimits } from './concurrency-limiter.ts';
import { addDeadLetter } from './dead-letters.ts';
import type { DeliveryCountChange } from './delivery-counts.ts';
import { DueJobs } from './due-jobs.ts';
import {
  type ChannelName,
  countReleases,
  enqueuedChannels,
  type Job,
  jobKeys,
  LANES,
  type Lane,
  readJob,
  replaceJob,
  scheduleQueue,
} from './jobs.ts';
import { nextAttempt, RETRY_POLICY } from './retry.ts';

/** Adds further writes to the transaction that ends the job. Runs under the owner's lock. */
export type AddWrites = (transaction: Transaction) => void | Promise<void>;

export type Outcome =
  /** `as` says how the job enters the delivery counts; `dropped`, also of a job with nothing to do, removes it. */
  | { readonly kind: 'done'; readonly as: 'delivered' | 'failed' | 'dropped'; readonly addWrites?: AddWrites }
  | { readonly kind: 'continue'; readonly content: Stored; readonly addWrites?: AddWrites }
  /** Becomes a dead letter when RETRY_POLICY ends. `retryAfter` is in milliseconds. */
  | {
      readonly kind: 'retry';
      readonly reason: string;
      readonly retryAfter?: number | null;
      readonly addWrites?: AddWrites;
    }
  /** The job itself failed at nothing: its three days of attempts begin when it is due. */
  | { readonly kind: 'later'; readonly due: Instant; readonly addWrites?: AddWrites }
  /** Becomes a dead letter at once, because a retry cannot succeed. */
  | { readonly kind: 'dead'; readonly reason: string; readonly addWrites?: AddWrites };

export interface Channel {
  readonly name: ChannelName;
  readonly limits: ConcurrencyLimits;
  /** Null when the job sends nothing to a host that needs a limit. */
  receivingHost(job: Job): string | null;
  /** An exception counts as `retry`. */
  perform(job: Job): Promise<Outcome>;
}

export interface JobOwner {
  readonly key: number;
  readonly store: Store;
  readonly now: () => Instant;
  readonly random: () => number;
  withLock<T>(work: () => Promise<T>): Promise<T>;
  readonly log: Log;
  /** Sets the alarm again after a commit that may have added an earlier task. */
  readonly rearm: () => void;
}

const BATCH_SIZE = 100;
/** Milliseconds until the next task while jobs are due or running. After a crash that task starts the jobs again. */
const RECHECK_DELAY = 1000;

interface FinishedJob {
  readonly job: Job;
  readonly outcome: Outcome;
}

/** Runs each job of one channel of one owner at least once: a job stays due in the store until its outcome is committed. */
export class Queue {
  readonly #owner: JobOwner;
  readonly #channel: Channel;
  readonly #startChannels: (channels: readonly ChannelName[]) => Promise<void>;
  readonly #startLock = new Lock();
  readonly #limiter: ConcurrencyLimiter;
  readonly #dueJobs: DueJobs;
  #finished: FinishedJob[] = [];
  #isCommitting = false;
  #isStopped = false;
  #nextTaskAt: Instant | null = null;
  #waiters: (() => void)[] = [];

  constructor(
    owner: JobOwner,
    channel: Channel,
    startChannels: (channels: readonly ChannelName[]) => Promise<void> = async () => undefined,
  ) {
    this.#owner = owner;
    this.#startChannels = startChannels;
    this.#channel = channel;
    this.#limiter = new ConcurrencyLimiter(channel.limits, owner.now, (job) => channel.receivingHost(job));
    this.#dueJobs = new DueJobs(owner.store, owner.key, channel.name);
  }

  /** Starts due jobs within the limits. `taskRow` is the row in `due` that asked for it, and is removed. */
  async run(taskRow?: string): Promise<void> {
    await this.start();
    await this.#owner.withLock(() => this.#renewTask(taskRow));
    this.#owner.rearm();
  }

  /** As `run`, but adds no task, because the transaction that enqueued the jobs has added it. */
  async start(): Promise<void> {
    this.#dueJobs.reset();
    await this.#startLanes();
  }

  /** Resolves when no job is due or running. True when there was one. */
  async waitUntilIdle(): Promise<boolean> {
    await this.start();
    const wasBusy = this.#isBusy();
    while (this.#isBusy()) {
      await new Promise<void>((resolve) => this.#waiters.push(resolve));
      await this.#startLanes();
    }
    return wasBusy;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    while (this.#isBusy()) await new Promise<void>((resolve) => this.#waiters.push(resolve));
  }

  #isBusy(): boolean {
    return !this.#limiter.isIdle || this.#isCommitting;
  }

  /** Holds a lock, because two parallel calls would start the same job twice. */
  #startLanes(): Promise<void> {
    return this.#startLock.run(async () => {
      for (const lane of LANES) await this.#startLane(lane);
    });
  }

  async #startLane(lane: Lane): Promise<void> {
    const { now } = this.#owner;
    while (!this.#isStopped && this.#limiter.freeSlots(lane) > 0) {
      const ids = this.#limiter.idsWithFreeHost(
        this.#dueJobs.waitingIds(lane),
        this.#limiter.freeSlots(lane),
      );
      if (ids.length === 0 && !(await this.#dueJobs.readMore(lane, now()))) return;
      for (const job of await this.#dueJobs.takeJobs(lane, ids, now())) {
        if (this.#limiter.isRunning(job.id)) continue;
        if (this.#limiter.tryAdd(job)) this.#startJob(job);
        else this.#dueJobs.putBack(job);
      }
    }
  }

  #startJob(job: Job): void {
    void this.#channel
      .perform(job)
      .catch((error: unknown): Outcome => {
        // A failure of a receiver is an outcome, so an exception is a fault of the service.
        this.#owner.log.failed(`job ${this.#channel.name}`, error);
        return { kind: 'retry', reason: 'internal' };
      })
      .then((outcome) => {
        this.#finished.push({ job, outcome });
        return this.#commitFinished();
      });
  }

  async #commitFinished(): Promise<void> {
    if (this.#isCommitting) return;
    this.#isCommitting = true;
    try {
      while (this.#finished.length > 0) await this.#commitBatch();
    } catch (error) {
      // Nothing was written, so all these jobs are still due and the next task starts them.
      this.#owner.log.failed('outcomes', error);
      for (const { job } of this.#finished.splice(0)) this.#limiter.remove(job.id);
    } finally {
      this.#isCommitting = false;
      const waiters = this.#waiters;
      this.#waiters = [];
      for (const resolve of waiters) resolve();
    }
  }

  async #commitBatch(): Promise<void> {
    const batch = this.#finished.splice(0, BATCH_SIZE);
    try {
      await this.#commitTogether(batch).catch(() => this.#commitOneByOne(batch));
    } finally {
      for (const { job } of batch) this.#limiter.remove(job.id);
    }
    await this.#startLanes();
    if (this.#finished.length === 0) await this.#owner.withLock(() => this.#renewTask());
    this.#owner.rearm();
  }

  async #commitTogether(batch: readonly FinishedJob[]): Promise<void> {
    const transaction = this.#owner.store.transaction();
    await this.#owner.withLock(async () => {
      for (const { job, outcome } of batch) await this.#recordOutcome(transaction, job, outcome);
      await transaction.commit();
    });
    for (const { outcome } of batch) {
      this.#owner.log.concluded(this.#channel.name, outcome.kind === 'done' ? outcome.as : outcome.kind);
    }
    // The commit has succeeded. Jobs that do not start now are started by their task.
    await this.#startChannels(enqueuedChannels(transaction)).catch((error: unknown) =>
      this.#owner.log.failed('begin jobs', error),
    );
  }

  /** Only the job whose outcome cannot be written is tried again. */
  async #commitOneByOne(batch: readonly FinishedJob[]): Promise<void> {
    for (const finished of batch) {
      await this.#commitTogether([finished]).catch((error: unknown) => {
        this.#owner.log.failed('outcome', error);
        return this.#commitTogether([{ job: finished.job, outcome: { kind: 'retry', reason: 'internal' } }]);
      });
    }
  }

  async #recordOutcome(transaction: Transaction, started: Job, outcome: Outcome): Promise<void> {
    const { key } = this.#owner;
    const { name } = this.#channel;
    await outcome.addWrites?.(transaction);
    const job = await readJob(transaction, key, name, started.id);
    if (job?.turn !== started.turn) {
      // The job was enqueued again or cancelled while it ran, so this outcome no longer applies.
      this.#dueJobs.reset();
      return;
    }
    if (outcome.kind === 'continue') {
      this.#dueJobs.reset();
      const next = { ...job, content: outcome.content, due: this.#owner.now(), attempts: 0 };
      replaceJob(transaction, key, name, job, { ...next, firstAt: this.#owner.now() });
      return;
    }
    if (outcome.kind === 'later') {
      const wait = outcome.due - this.#owner.now();
      const since = job.since.map((at) => at + wait);
      replaceJob(transaction, key, name, job, {
        ...job,
        due: outcome.due,
        firstAt: job.firstAt + wait,
        since,
      });
      return;
    }
    if (outcome.kind === 'retry') {
      const due = this.#nextAttempt(job, outcome.retryAfter ?? null);
      if (due !== null) {
        const attempts = job.attempts + 1;
        const { kept, expired } = splitExpiredReleases(
          { ...job, lane: 'doubtful', due, attempts },
          this.#owner.now(),
        );
        replaceJob(transaction, key, name, job, kept);
        if (expired !== null) await this.#addDeadLetter(transaction, expired, outcome.reason);
        return;
      }
    }
    replaceJob(transaction, key, name, job, null);
    if (outcome.kind === 'done') await this.#count(transaction, job, outcome.as);
    else await this.#addDeadLetter(transaction, { ...job, attempts: job.attempts + 1 }, outcome.reason);
  }

  #nextAttempt({ firstAt, attempts }: Job, retryAfter: number | null): Instant | null {
    const { now, random } = this.#owner;
    return nextAttempt({ now: now(), firstAt, attempts: attempts + 1, retryAfter, random: random() });
  }

  async #addDeadLetter(transaction: Transaction, job: Job, reason: string): Promise<void> {
    const { key, now } = this.#owner;
    const at = now();
    await addDeadLetter(transaction, key, {
      schema: 1,
      channel: this.#channel.name,
      job,
      reason,
      receiver: this.#channel.receivingHost(job),
      lastAt: at,
      attempts: job.attempts,
      firstAt: Math.min(job.firstAt, ...job.since),
    });
    await this.#count(transaction, job, 'failed');
  }

  async #count(
    transaction: Transaction,
    { counted }: Job,
    as: 'delivered' | 'failed' | 'dropped',
  ): Promise<void> {
    const { key, now } = this.#owner;
    const change: Omit<DeliveryCountChange, 'at'> = as === 'dropped' ? { total: -1 } : { [as]: 1 };
    await countReleases(transaction, key, counted, { ...change, at: now() });
  }

  /** Replaces the channel's task by one for the next job. Must run under the lock, so that no task of an enqueue is lost. */
  async #renewTask(taskRow?: string): Promise<void> {
    const { key, store, now } = this.#owner;
    const { name } = this.#channel;
    const next = await this.#nextTaskTime();
    const scheduled = this.#nextTaskAt !== null && this.#nextTaskAt > now() ? this.#nextTaskAt : null;
    const isEnough = next === null || (scheduled !== null && scheduled <= next);
    const transaction = store.transaction();
    if (taskRow !== undefined) transaction.remove(taskRow);
    if (!isEnough) {
      if (scheduled !== null) transaction.remove(jobKeys.task(scheduled, key, name));
      scheduleQueue(transaction, key, name, next);
      this.#nextTaskAt = next;
    }
    await transaction.commit();
  }

  /** Null when the channel has no job. Jobs that are due already wait for a free slot or are running. */
  async #nextTaskTime(): Promise<Instant | null> {
    const nextDue = await this.#dueJobs.nextDue();
    if (nextDue === null) return null;
    const now = this.#owner.now();
    return nextDue > now ? nextDue : now + RECHECK_DELAY;
  }
}

/** Each enqueue prolongs a job, so its releases expire separately, each after RETRY_POLICY.duration. */
function splitExpiredReleases(job: Job, now: Instant): { kept: Job; expired: Job | null } {
  const { counted, since } = job;
  const isExpired = (at: number) => (since[at] ?? now) + RETRY_POLICY.duration <= now;
  if (counted === null || !since.some((_, at) => isExpired(at))) return { kept: job, expired: null };
  const partOf = (expired: boolean): Job => ({
    ...job,
    counted: { ...counted, releases: counted.releases.filter((_, at) => isExpired(at) === expired) },
    since: since.filter((_, at) => isExpired(at) === expired),
  });
  return { kept: partOf(false), expired: partOf(true) };
}
