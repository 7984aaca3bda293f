import type { Log } from '../../base/log.ts';
import { dueRowsByOwner, nextDue, runTasks, type TaskOwner } from '../../jobs/scheduler.ts';
import type { Store } from '../../storage/store.ts';

/** A timer does not notice that the clock was set, so the store is asked once a minute at least. In milliseconds. */
const MAX_WAIT = 60 * 1000;
/** After a failed run, in milliseconds: a store that cannot be written now is unlikely to be writable at once. */
const RETRY_WAIT = 1000;

export interface TaskTimerOptions {
  readonly store: Store;
  readonly now: () => number;
  readonly log: Log;
  readonly ownerOf: (key: number) => TaskOwner;
}

/**
 * Runs the due tasks of a store whenever the next one is due. The tasks of one owner run one after another; owners do not
 * wait for each other, because a task may wait long for its owner's lock.
 */
export class TaskTimer {
  readonly #options: TaskTimerOptions;
  readonly #running = new Map<number, Promise<boolean>>();
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(options: TaskTimerOptions) {
    this.#options = options;
  }

  /** Sets the timer to the next due task, `minWait` milliseconds from now at the earliest. */
  rearm(minWait = 0): void {
    const { store, now, log } = this.#options;
    void nextDue(store, (key) => this.#running.has(key)).then(
      (due) => {
        const wait = due === null ? MAX_WAIT : Math.min(due - now(), MAX_WAIT);
        this.#runAfter(Math.max(wait, minWait));
      },
      (error: unknown) => {
        if (this.#isStopped) return;
        log.failed('next task', error);
        this.#runAfter(RETRY_WAIT);
      },
    );
  }

  /** Resolves when all tasks that are due now have run. Runs that are under way end first. */
  async runDueTasks(): Promise<void> {
    await this.#untilFinished();
    while (await this.#startOwners()) {
      if (this.#running.size === 0 || !(await this.#untilFinished())) return;
    }
  }

  /** Begins no more tasks, also when a commit sets the timer again. Resolves when those that are under way have ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#untilFinished();
  }

  #runAfter(wait: number): void {
    clearTimeout(this.#timer);
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => void this.#startOwners(), wait);
    this.#timer.unref();
  }

  /** Starts the due tasks of all owners that are not busy. Returns false when nothing can be started now. */
  async #startOwners(): Promise<boolean> {
    const { store, now, log } = this.#options;
    const startedAt = now();
    try {
      for (const [key, rows] of await dueRowsByOwner(store, startedAt)) {
        if (this.#isStopped) return false;
        if (!this.#running.has(key)) this.#running.set(key, this.#runOwner(key, rows, startedAt));
      }
      this.rearm();
      return true;
    } catch (error) {
      log.failed('due tasks', error);
      this.#runAfter(RETRY_WAIT);
      return false;
    }
  }

  /** Returns false after a failure of the store. */
  async #runOwner(key: number, rows: readonly string[], now: number): Promise<boolean> {
    const { store, ownerOf, log } = this.#options;
    let isDone = false;
    try {
      await runTasks(rows, { store, now, ownerOf, log, isStopped: () => this.#isStopped });
      isDone = true;
    } catch (error) {
      log.failed('due tasks', error);
    }
    this.#running.delete(key);
    this.rearm(isDone ? 0 : RETRY_WAIT);
    return isDone;
  }

  async #untilFinished(): Promise<boolean> {
    const results = await Promise.all(this.#running.values());
    return !results.includes(false);
  }
}
