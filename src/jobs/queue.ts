import { Lock } from '../base/lock.ts';
import type { Log } from '../base/log.ts';
import type { Instant } from '../base/time/instant.ts';
import type { Store, Stored, Transaction } from '../storage/store.ts';
import { ConcurrencyLimiter, type Slots } from './concurrency-limiter.ts';
import { addDeadLetter } from './dead-letters.ts';
import { countDelivery, type DeliveryCountChange } from './delivery-counts.ts';
import { DueJobs } from './due-jobs.ts';
import {
  type ChannelName,
  channelsIn,
  type Job,
  jobKeys,
  jobOf,
  LANES,
  type Lane,
  replaceJob,
  scheduleQueue,
} from './jobs.ts';
import { nextAttempt, RETRY } from './retry.ts';

/** Further writes of an outcome: in the commit that ends the job, under the owner's lock. */
export type Also = (transaction: Transaction) => void | Promise<void>;

export type Outcome =
  /** It is over; `as` is how the releases it was counted for count it, `dropped` meaning not at all. */
  | { readonly kind: 'done'; readonly as: 'delivered' | 'failed' | 'dropped'; readonly also?: Also }
  /** A part is done; the rest follows at once. */
  | { readonly kind: 'continue'; readonly content: Stored; readonly also?: Also }
  /** Not this time: again by the retry policy, and no further than that a dead letter. `retryAfter` in milliseconds. */
  | {
      readonly kind: 'retry';
      readonly reason: string;
      readonly retryAfter?: number | null;
      readonly also?: Also;
    }
  /** No retry would help: a dead letter at once. */
  | { readonly kind: 'dead'; readonly reason: string; readonly also?: Also };

/** One kind of job and how it is done. */
export interface Channel {
  readonly name: ChannelName;
  readonly slots: Slots;
  /** The host a job goes to; null when it stays in the house. */
  host(job: Job): string | null;
  /** Does it once. May throw, which is a failure as any other. */
  perform(job: Job): Promise<Outcome>;
}

/** What a queue is given by its owner. */
export interface JobOwner {
  readonly key: number;
  readonly store: Store;
  readonly now: () => Instant;
  /** At least 0, less than 1. */
  readonly random: () => number;
  /** Runs `work` while nothing else is written by this owner. */
  withLock<T>(work: () => Promise<T>): Promise<T>;
  readonly log: Log;
  /** Told after a commit that something may be due sooner. */
  readonly rearm: () => void;
}

const PORTION = 100;
/**
 * While anything is under way the owner looks again so soon. What is under way is known to this process only: after a
 * kill the rows are still due, and so is the look.
 */
const LOOK_AGAIN = 1000;

interface Ended {
  readonly job: Job;
  readonly outcome: Outcome;
}

/**
 * The jobs of one channel of one owner, each done at least once. A job stays due in the store until what came of it is
 * committed. Nothing waits for a receiver but the job itself: `run` starts what there is room for and returns.
 */
export class Queue {
  readonly #owner: JobOwner;
  readonly #channel: Channel;
  readonly #begin: (channels: readonly ChannelName[]) => Promise<void>;
  readonly #starting = new Lock();
  readonly #limiter: ConcurrencyLimiter;
  readonly #due: DueJobs;
  #ended: Ended[] = [];
  #isCommitting = false;
  #isStopped = false;
  /** The instant of the latest hint this process wrote. */
  #hint: Instant | null = null;
  #waiting: (() => void)[] = [];

  /** `begin` is told which channels the outcomes put jobs into. */
  constructor(
    owner: JobOwner,
    channel: Channel,
    begin: (channels: readonly ChannelName[]) => Promise<void> = async () => undefined,
  ) {
    this.#owner = owner;
    this.#begin = begin;
    this.#channel = channel;
    this.#limiter = new ConcurrencyLimiter(channel.slots, owner.now, (job) => channel.host(job));
    this.#due = new DueJobs(owner.store, owner.key, channel.name);
  }

  /** Starts what is due, as far as there is room. `woken` is the row in `due` that asked for it. */
  async run(woken?: string): Promise<void> {
    await this.begin();
    await this.#owner.withLock(() => this.#renewHint(woken));
    this.#owner.rearm();
  }

  /** As `run`, for what has just been put: it is looked after already. */
  async begin(): Promise<void> {
    this.#due.lookAfresh();
    await this.#start();
  }

  /** Resolves once nothing that is due now is left and nothing is under way: true when there was something. */
  async settled(): Promise<boolean> {
    await this.begin();
    const wasBusy = this.#isBusy();
    while (this.#isBusy()) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
      await this.#start();
    }
    return wasBusy;
  }

  /** Starts nothing more. Resolves when nothing is under way. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    while (this.#isBusy()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #isBusy(): boolean {
    return !this.#limiter.isIdle || this.#isCommitting;
  }

  /** One at a time, or two would start the same job. */
  #start(): Promise<void> {
    return this.#starting.run(async () => {
      for (const lane of LANES) await this.#startIn(lane);
    });
  }

  async #startIn(lane: Lane): Promise<void> {
    const { now } = this.#owner;
    while (!this.#isStopped && this.#limiter.freeSlots(lane) > 0) {
      const chosen = this.#limiter.withFreeHost(this.#due.seen(lane), this.#limiter.freeSlots(lane));
      if (chosen.length === 0 && !(await this.#due.lookFurther(lane, now()))) return;
      for (const job of await this.#due.take(lane, chosen, now())) {
        if (this.#limiter.has(job.id)) continue;
        if (this.#limiter.take(job)) this.#startOne(job);
        else this.#due.putBack(job);
      }
    }
  }

  #startOne(job: Job): void {
    void this.#channel
      .perform(job)
      .catch((error: unknown): Outcome => {
        // For the operator: whatever a receiver does is an outcome, so this is ours.
        this.#owner.log.failed(`job ${this.#channel.name}`, error);
        return { kind: 'retry', reason: 'internal' };
      })
      .then((outcome) => {
        this.#ended.push({ job, outcome });
        return this.#commitEnded();
      });
  }

  /** What ends while a commit runs shares the next one. */
  async #commitEnded(): Promise<void> {
    if (this.#isCommitting) return;
    this.#isCommitting = true;
    try {
      while (this.#ended.length > 0) await this.#commitPortion();
    } catch (error) {
      // Nothing of it was written: all of it is still due, and the look that was promised finds it.
      this.#owner.log.failed('outcomes', error);
      for (const { job } of this.#ended.splice(0)) this.#limiter.leave(job.id);
    } finally {
      this.#isCommitting = false;
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const resolve of waiting) resolve();
    }
  }

  async #commitPortion(): Promise<void> {
    const portion = this.#ended.splice(0, PORTION);
    try {
      await this.#commitTogether(portion).catch(() => this.#commitApart(portion));
    } finally {
      for (const { job } of portion) this.#limiter.leave(job.id);
    }
    await this.#start();
    if (this.#ended.length === 0) await this.#owner.withLock(() => this.#renewHint());
    this.#owner.rearm();
  }

  async #commitTogether(portion: readonly Ended[]): Promise<void> {
    const transaction = this.#owner.store.transaction();
    await this.#owner.withLock(async () => {
      for (const { job, outcome } of portion) await this.#conclude(transaction, job, outcome);
      await transaction.commit();
    });
    for (const { outcome } of portion) {
      this.#owner.log.concluded(this.#channel.name, outcome.kind === 'done' ? outcome.as : outcome.kind);
    }
    // What does not begin now is looked after soon; the commit stands.
    await this.#begin(channelsIn(transaction)).catch((error: unknown) =>
      this.#owner.log.failed('begin jobs', error),
    );
  }

  /** One outcome that cannot be written must not have the others done again; its own job is, by the policy. */
  async #commitApart(portion: readonly Ended[]): Promise<void> {
    for (const ended of portion) {
      await this.#commitTogether([ended]).catch((error: unknown) => {
        this.#owner.log.failed('outcome', error);
        return this.#commitTogether([{ job: ended.job, outcome: { kind: 'retry', reason: 'internal' } }]);
      });
    }
  }

  async #conclude(transaction: Transaction, started: Job, outcome: Outcome): Promise<void> {
    const { key } = this.#owner;
    const { name } = this.#channel;
    await outcome.also?.(transaction);
    const job = await jobOf(transaction, key, name, started.id);
    if (job?.turn !== started.turn) {
      // Put again meanwhile, or dropped: that stands.
      this.#due.lookAfresh();
      return;
    }
    if (outcome.kind === 'continue') {
      this.#due.lookAfresh();
      const next = { ...job, content: outcome.content, due: this.#owner.now(), attempts: 0 };
      replaceJob(transaction, key, name, job, { ...next, firstAt: this.#owner.now() });
      return;
    }
    if (outcome.kind === 'retry') {
      const due = this.#nextAttempt(job, outcome.retryAfter ?? null);
      if (due !== null) {
        const attempts = job.attempts + 1;
        const { kept, expired } = byAge({ ...job, lane: 'doubtful', due, attempts }, this.#owner.now());
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
      receiver: this.#channel.host(job),
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
    for (const release of counted?.releases ?? []) {
      await countDelivery(transaction, key, release, counted?.kind ?? 'push', { ...change, at: now() });
    }
  }

  /** Leaves a hint for what comes next in place of the ones before. Runs under the lock, so none that is put gets lost. */
  async #renewHint(woken?: string): Promise<void> {
    const { key, store, now } = this.#owner;
    const { name } = this.#channel;
    const next = await this.#nextLook();
    const held = this.#hint !== null && this.#hint > now() ? this.#hint : null;
    const isEnough = next === null || (held !== null && held <= next);
    const transaction = store.transaction();
    if (woken !== undefined) transaction.remove(woken);
    if (!isEnough) {
      // A hint that is left behind by a sooner one would wake for nothing.
      if (held !== null) transaction.remove(jobKeys.hint(held, key, name));
      scheduleQueue(transaction, next, key, name);
      this.#hint = next;
    }
    await transaction.commit();
  }

  /** When there is something to start next; what waits for room, or is under way, is looked after soon. */
  async #nextLook(): Promise<Instant | null> {
    const soonest = await this.#due.soonest();
    if (soonest === null) return null;
    const now = this.#owner.now();
    return soonest > now ? soonest : now + LOOK_AGAIN;
  }
}

/**
 * A job that is put again and again goes on for as long; the releases that it has carried for three days in vain are
 * split off, to be a dead letter as those of any other.
 */
function byAge(job: Job, now: Instant): { kept: Job; expired: Job | null } {
  const { counted, since } = job;
  const isOld = (at: number) => (since[at] ?? now) + RETRY.total <= now;
  if (counted === null || !since.some((_, at) => isOld(at))) return { kept: job, expired: null };
  const part = (wanted: boolean): Job => ({
    ...job,
    counted: { ...counted, releases: counted.releases.filter((_, at) => isOld(at) === wanted) },
    since: since.filter((_, at) => isOld(at) === wanted),
  });
  return { kept: part(false), expired: part(true) };
}
