import { Worker } from 'node:worker_threads';

/** Milliseconds. */
export interface Waits {
  readonly cached: number;
  readonly uncached: number;
}

export interface Prober {
  /** The longest waits since the last call. */
  take(): Promise<Waits>;
  stop(): Promise<void>;
}

export interface ProberTask {
  readonly origin: string;
  /** A document that the service has kept. */
  readonly cached: string;
  /** A number follows; no answer of such an address is kept. */
  readonly uncached: string;
}

/** Asks again and again on a thread of its own, because the sender of the other requests is busy. */
export function startProber(task: ProberTask): Prober {
  const thread = new Worker(new URL('./prober-thread.ts', import.meta.url), { workerData: task });
  return {
    take: () =>
      new Promise((resolve) => {
        thread.once('message', (waits: Waits) => resolve(waits));
        thread.postMessage('take');
      }),
    async stop() {
      await thread.terminate();
    },
  };
}
