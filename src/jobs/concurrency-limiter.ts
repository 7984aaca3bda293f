import type { Instant } from '../base/time/instant.ts';
import type { Job, Lane } from './jobs.ts';

/** How many jobs of a channel may run at once, in each lane and in all. */
export interface ConcurrencyLimits {
  readonly first: number;
  readonly doubtful: number;
  readonly perHost: number;
  /** Jobs that run longer than `SLOW_AFTER` milliseconds free their slots for others; at most so many extra jobs start. */
  readonly slowJobs: number;
}

interface RunningJob {
  readonly job: Job;
  readonly host: string | null;
  readonly startedAt: Instant;
}

const SLOW_AFTER = 1000;
const MAX_CACHED_HOSTS = 10_000;

/** Counts only the jobs of this process. */
export class ConcurrencyLimiter {
  readonly #limits: ConcurrencyLimits;
  readonly #now: () => Instant;
  readonly #hostOf: (job: Job) => string | null;
  readonly #running = new Map<string, RunningJob>();
  /** Hosts by job id, so that waiting jobs of a saturated host are not read from the store again. */
  readonly #hostsOfWaiting = new Map<string, string>();

  constructor(limits: ConcurrencyLimits, now: () => Instant, hostOf: (job: Job) => string | null) {
    this.#limits = limits;
    this.#now = now;
    this.#hostOf = hostOf;
  }

  get isIdle(): boolean {
    return this.#running.size === 0;
  }

  isRunning(id: string): boolean {
    return this.#running.has(id);
  }

  freeSlots(lane: Lane): number {
    const { first, doubtful, slowJobs } = this.#limits;
    const total = first + doubtful + slowJobs - this.#running.size;
    return Math.min(
      total,
      this.#limits[lane] - this.#fastJobs().filter(({ job }) => job.lane === lane).length,
    );
  }

  /** Leaves out ids whose host is known and saturated. Returns at most `limit` ids. */
  idsWithFreeHost(ids: Iterable<string>, limit: number): string[] {
    const saturated = this.#saturatedHosts();
    const free: string[] = [];
    for (const id of ids) {
      if (free.length >= limit) break;
      const host = this.#hostsOfWaiting.get(id);
      if (host === undefined || !saturated.has(host)) free.push(id);
    }
    return free;
  }

  /** False when the lane or the host has no free slot. */
  tryAdd(job: Job): boolean {
    const host = this.#hostOf(job);
    if (this.freeSlots(job.lane) <= 0 || (host !== null && this.#saturatedHosts().has(host))) {
      if (this.#hostsOfWaiting.size >= MAX_CACHED_HOSTS) this.#hostsOfWaiting.clear();
      if (host !== null) this.#hostsOfWaiting.set(job.id, host);
      return false;
    }
    this.#hostsOfWaiting.delete(job.id);
    this.#running.set(job.id, { job, host, startedAt: this.#now() });
    return true;
  }

  remove(id: string): void {
    this.#running.delete(id);
  }

  #saturatedHosts(): Set<string> {
    const counts = new Map<string, number>();
    for (const { host } of this.#fastJobs()) if (host !== null) counts.set(host, (counts.get(host) ?? 0) + 1);
    return new Set([...counts].flatMap(([host, count]) => (count >= this.#limits.perHost ? [host] : [])));
  }

  #fastJobs(): RunningJob[] {
    const since = this.#now() - SLOW_AFTER;
    return [...this.#running.values()].filter(({ startedAt }) => startedAt > since);
  }
}

export interface DeliveryConcurrency {
  readonly requests: ConcurrencyLimits;
  readonly mails: ConcurrencyLimits;
}
