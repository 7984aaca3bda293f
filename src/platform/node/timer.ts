import type { Log } from '../../base/log.ts';
import { nextDue, runDueTasks, type TaskOwner } from '../../jobs/scheduler.ts';
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

/** Runs the due tasks of a store whenever the next one is due. */
export class TaskTimer {
  readonly #options: TaskTimerOptions;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(options: TaskTimerOptions) {
    this.#options = options;
  }

  /** Sets the timer to the next due task, `minWait` milliseconds from now at the earliest. */
  rearm(minWait = 0): void {
    const { store, now, log } = this.#options;
    void nextDue(store).then(
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

  /** Runs the tasks that are due and sets the timer again. A run that is under way ends first. */
  runDueTasks(): Promise<void> {
    this.#running = this.#running.then(async () => {
      if (this.#isStopped) return;
      this.rearm((await this.#run()) ? 0 : RETRY_WAIT);
    });
    return this.#running;
  }

  /** Begins no further run, also when a commit sets the timer again, and waits for the one that is under way. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #runAfter(wait: number): void {
    clearTimeout(this.#timer);
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => void this.runDueTasks(), wait);
    this.#timer.unref();
  }

  async #run(): Promise<boolean> {
    const { store, now, ownerOf, log } = this.#options;
    try {
      await runDueTasks(store, now(), ownerOf, log);
      return true;
    } catch (error) {
      log.failed('due tasks', error);
      return false;
    }
  }
}
