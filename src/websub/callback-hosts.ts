import type { Instant } from '../base/time/instant.ts';
import type { HourlyCounts } from '../jobs/hourly-counts.ts';
import type { Transaction } from '../storage/store.ts';
import { HUB_LIMITS, type HubBounds } from './limits.ts';
import type { Subscription } from './subscriptions.ts';

interface FailingHost {
  /** Failures without a success between them. */
  readonly failures: number;
  /** Milliseconds from `triedAt` to the next delivery; 0 while there are too few failures. */
  readonly delay: number;
  readonly triedAt: Instant;
  /** The failures of requests that were sent before tell nothing new. */
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

  /**
   * Null when a delivery may be sent. When the delay of a failing host is over, one delivery tries it. Subscriptions whose
   * last delivery succeeded wait shortly, so that those that fail hold up no others of a shared host.
   */
  delayOf(
    { callback, isDoubtful }: Pick<Subscription, 'callback' | 'isDoubtful'>,
    now: Instant,
  ): { readonly delay: number; readonly reason: string } | null {
    const { host } = new URL(callback);
    const failing = this.#failing.get(host);
    if (failing === undefined || failing.delay === 0) return null;
    const delay = isDoubtful ? failing.delay : Math.min(failing.delay, HUB_LIMITS.hostDelay.others);
    const until = failing.triedAt + delay;
    if (now < until) return { delay: until - now, reason: failing.reason };
    this.#failing.set(host, { ...failing, triedAt: now, since: now });
    return null;
  }

  markWorking(callback: string): void {
    this.#failing.delete(new URL(callback).host);
  }

  /** From HUB_LIMITS.hostFailures on, each failure of a delivery that tries the host doubles the delay. */
  markFailing(callback: string, sentAt: Instant, now: Instant, reason: string): void {
    const { host } = new URL(callback);
    const before = this.#failing.get(host) ?? { failures: 0, delay: 0, triedAt: 0, since: 0, reason };
    const failures = before.failures + 1;
    const { first, max } = HUB_LIMITS.hostDelay;
    if (this.#failing.size >= MAX_FAILING) this.#failing.clear();
    // Deliveries that ran at the same time fail together, which is one failure more of the host.
    if (failures < HUB_LIMITS.hostFailures || sentAt < before.since) {
      this.#failing.set(host, { ...before, failures });
      return;
    }
    const delay = Math.min(before.delay * 2 || first, max);
    // What was sent in this millisecond cannot be told from what was sent before.
    this.#failing.set(host, { failures, delay, triedAt: now, since: now + 1, reason });
  }
}

function bytesName(callback: string): string {
  return `hub bytes ${new URL(callback).hostname}`;
}
