import type { Instant } from '../base/time/instant.ts';
import type { Job, Lane } from './jobs.ts';

/** How many jobs of a channel may be under way at once. */
export interface Slots {
  readonly first: number;
  readonly doubtful: number;
  /** To one receiving host. */
  readonly perHost: number;
  /** Jobs under way for longer than `SLOW` give their place to others, up to so many. */
  readonly slow: number;
}

interface RunningJob {
  readonly job: Job;
  readonly host: string | null;
  readonly startedAt: Instant;
}

const SLOW = 1000;
/** Waiting jobs whose hosts are remembered. */
const HOSTS_KNOWN = 10_000;

/** What is under way, and what there is room for. Known to this process only. */
export class ConcurrencyLimiter {
  readonly #slots: Slots;
  readonly #now: () => Instant;
  readonly #hostOf: (job: Job) => string | null;
  readonly #running = new Map<string, RunningJob>();
  /** Of jobs that wait: so many for one host need not be read again to know that it gets enough. */
  readonly #hosts = new Map<string, string>();

  constructor(slots: Slots, now: () => Instant, hostOf: (job: Job) => string | null) {
    this.#slots = slots;
    this.#now = now;
    this.#hostOf = hostOf;
  }

  get isIdle(): boolean {
    return this.#running.size === 0;
  }

  has(id: string): boolean {
    return this.#running.has(id);
  }

  /** Places that are free in the lane. */
  freeSlots(lane: Lane): number {
    const { first, doubtful, slow } = this.#slots;
    const total = first + doubtful + slow - this.#running.size;
    return Math.min(total, this.#slots[lane] - this.#fast().filter(({ job }) => job.lane === lane).length);
  }

  /** Those of `ids` whose hosts do not have enough just now, as far as the hosts are known; at most `limit`. */
  withFreeHost(ids: Iterable<string>, limit: number): string[] {
    const crowded = this.#saturatedHosts();
    const found: string[] = [];
    for (const id of ids) {
      if (found.length >= limit) break;
      const host = this.#hosts.get(id);
      if (host === undefined || !crowded.has(host)) found.push(id);
    }
    return found;
  }

  /** Takes the job on when there is room for it. */
  take(job: Job): boolean {
    const host = this.#hostOf(job);
    if (this.freeSlots(job.lane) <= 0 || (host !== null && this.#saturatedHosts().has(host))) {
      if (this.#hosts.size >= HOSTS_KNOWN) this.#hosts.clear();
      if (host !== null) this.#hosts.set(job.id, host);
      return false;
    }
    this.#hosts.delete(job.id);
    this.#running.set(job.id, { job, host, startedAt: this.#now() });
    return true;
  }

  leave(id: string): void {
    this.#running.delete(id);
  }

  #saturatedHosts(): Set<string> {
    const counts = new Map<string, number>();
    for (const { host } of this.#fast()) if (host !== null) counts.set(host, (counts.get(host) ?? 0) + 1);
    return new Set([...counts].flatMap(([host, count]) => (count >= this.#slots.perHost ? [host] : [])));
  }

  #fast(): RunningJob[] {
    const since = this.#now() - SLOW;
    return [...this.#running.values()].filter(({ startedAt }) => startedAt > since);
  }
}

/** How much a platform does at once, of each owner. */
export interface Pace {
  /** Requests to callbacks. */
  readonly requests: Slots;
  /** Mails. */
  readonly mails: Slots;
}
