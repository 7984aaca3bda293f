import type { Instant } from '../base/time/instant.ts';
import type { HourlyCounts } from '../jobs/hourly-counts.ts';
import type { Transaction } from '../storage/store.ts';
import { HUB_LIMITS, type HubBounds } from './limits.ts';

interface FailingHost {
  /** Failures without a success between them. */
  readonly failures: number;
  readonly delay: number;
  /** No delivery is sent before. */
  readonly until: Instant;
  /** Requests that were sent before tell nothing new. */
  readonly since: Instant;
  readonly reason: string;
}

const MAX_FAILING = 10_000;

/**
 * What the hub sends to one host. A name counts with all its ports, because the machine is the same, but each port is a
 * server that may fail by itself. All owners of one process share an instance.
 */
export class CallbackHosts {
  readonly bounds: HubBounds;
  readonly #counts: HourlyCounts;
  readonly #failing = new Map<string, FailingHost>();

  constructor(bounds: HubBounds, counts: HourlyCounts) {
    this.bounds = bounds;
    this.#counts = counts;
  }

  /** The end of the clock's hour, when a host may be sent more. */
  get nextHour(): Instant {
    return this.#counts.nextHour;
  }

  /** A delivery that is larger than the limit is sent when it is the first of its hour. */
  tryCountBytes(callback: string, bytes: number): Promise<boolean> {
    return this.#counts.tryAdd([{ name: bytesName(callback), limit: this.bounds.bytesPerHost }], bytes);
  }

  writeBytes(transaction: Transaction, key: number, callback: string): Promise<void> {
    return this.#counts.write(transaction, key, [bytesName(callback)]);
  }

  /**
   * Each accepted request is one verification. Requests for subscriptions that exist are counted apart, so that no stranger
   * can use up those by which a host renews and unsubscribes.
   */
  async tryCountRequest(
    transaction: Transaction,
    key: number,
    kind: 'new' | 'renew' | 'unsubscribe',
    callback: string,
  ): Promise<boolean> {
    const name = `hub ${kind} ${new URL(callback).hostname}`;
    const isCounted = await this.#counts.tryAdd([{ name, limit: this.bounds.requestsPerHost }]);
    if (isCounted) await this.#counts.write(transaction, key, [name]);
    return isCounted;
  }

  /** Null when a delivery may be sent. When the delay of a failing host is over, one delivery tries it first. */
  delayOf(callback: string, now: Instant): { readonly delay: number; readonly reason: string } | null {
    const { host } = new URL(callback);
    const failing = this.#failing.get(host);
    if (failing === undefined || failing.delay === 0) return null;
    const { until, reason } = failing;
    if (now < until) return { delay: until - now, reason };
    this.#failing.set(host, { ...failing, until: now + HUB_LIMITS.timeout, since: now });
    return null;
  }

  markWorking(callback: string): void {
    this.#failing.delete(new URL(callback).host);
  }

  /** After HUB_LIMITS.hostFailures each further failure doubles the delay. `sentAt` is when the request was sent. */
  markFailing(callback: string, sentAt: Instant, now: Instant, reason: string): void {
    const { host } = new URL(callback);
    const before = this.#failing.get(host) ?? { failures: 0, delay: 0, until: 0, since: 0, reason };
    const failures = before.failures + 1;
    // Deliveries that ran at the same time fail together, which is one failure more of the host.
    const isNew = failures >= HUB_LIMITS.hostFailures && (before.delay === 0 || sentAt >= before.since);
    const { first, max } = HUB_LIMITS.hostDelay;
    const delay = isNew ? Math.min(before.delay * 2 || first, max) : before.delay;
    if (this.#failing.size >= MAX_FAILING) this.#failing.clear();
    this.#failing.set(host, {
      failures,
      delay,
      until: isNew ? now + delay : before.until,
      // Within one millisecond, what was sent before cannot be told from what is sent now.
      since: isNew ? now + 1 : before.since,
      reason,
    });
  }
}

function bytesName(callback: string): string {
  return `hub bytes ${new URL(callback).hostname}`;
}
