import type { ConcurrencyLimits, DeliveryConcurrency } from '../../jobs/concurrency-limiter.ts';

/** While it is held no delivery may start: all limits are 0. Jobs stay due in the store. */
export class DeliveryGate {
  isHeld = false;
  readonly concurrency: DeliveryConcurrency;

  constructor({ requests, mails }: DeliveryConcurrency) {
    this.concurrency = { requests: this.#gated(requests), mails: this.#gated(mails) };
  }

  /** Queues read the limits anew for each job. */
  #gated(limits: ConcurrencyLimits): ConcurrencyLimits {
    const value = (name: keyof ConcurrencyLimits) => (this.isHeld ? 0 : limits[name]);
    return {
      get first() {
        return value('first');
      },
      get doubtful() {
        return value('doubtful');
      },
      get perHost() {
        return value('perHost');
      },
      get slowJobs() {
        return value('slowJobs');
      },
    };
  }
}
