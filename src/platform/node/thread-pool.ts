import { Worker } from 'node:worker_threads';
import type { ThreadTask } from './thread.ts';

export interface PoolLimits {
  readonly threads: number;
  /** Milliseconds for one task. */
  readonly time: number;
  /** Megabytes for one thread. */
  readonly heap: number;
}

/** Milliseconds. A thread that has nothing to do ends, because it keeps the memory of its last task. */
const IDLE_TIME = 10_000;

const THREAD = new URL(import.meta.url.endsWith('.ts') ? './thread.ts' : './thread.mjs', import.meta.url);

/** The thread had too little time or memory, or it ended otherwise. */
export class ThreadFailure extends Error {
  override readonly name = 'ThreadFailure';
}

export type Ask = <T>(task: ThreadTask) => Promise<T>;

/** Runs work of unknown length beside the main thread. Threads start when they are needed. */
export class ThreadPool {
  readonly #limits: PoolLimits;
  readonly #idle: Worker[] = [];
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(limits: PoolLimits) {
    this.#limits = limits;
  }

  /** `work` has a thread for itself and may ask it several times. Rejects with `ThreadFailure`, and then ends the thread. */
  async run<T>(work: (ask: Ask) => Promise<T>): Promise<T> {
    if (this.#running >= this.#limits.threads)
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running += 1;
    const thread = this.#idle.pop() ?? this.#start();
    const deadline = performance.now() + this.#limits.time;
    try {
      const result = await work((task) => answerOf(thread, task, deadline));
      this.#keep(thread);
      return result;
    } catch (error) {
      await thread.terminate();
      throw error;
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map((thread) => thread.terminate()));
  }

  #start(): Worker {
    const thread = new Worker(THREAD, { resourceLimits: { maxOldGenerationSizeMb: this.#limits.heap } });
    // Without a listener an error would end the process.
    thread.on('error', () => undefined);
    return thread;
  }

  #keep(thread: Worker): void {
    this.#idle.push(thread);
    // An idle thread does not keep the process running.
    thread.unref();
    setTimeout(() => {
      const at = this.#idle.indexOf(thread);
      if (at !== -1) this.#idle.splice(at, 1);
      if (at !== -1) void thread.terminate();
    }, IDLE_TIME).unref();
  }
}

async function answerOf<T>(thread: Worker, task: ThreadTask, deadline: number): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const fail = () => reject(new ThreadFailure('a thread ended'));
  const timer = setTimeout(fail, deadline - performance.now());
  thread.once('message', resolve);
  thread.once('error', fail);
  thread.once('exit', fail);
  thread.ref();
  thread.postMessage(task);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    thread.off('message', resolve);
    thread.off('error', fail);
    thread.off('exit', fail);
  }
}
