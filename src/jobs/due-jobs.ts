import type { Instant } from '../base/time/instant.ts';
import { ascending } from '../storage/keys.ts';
import type { Store } from '../storage/store.ts';
import { type ChannelName, decodeJob, type Job, jobKeys, LANES, type Lane } from './jobs.ts';

const PORTION = 100;
/** Jobs that may wait for room at once in this process; what is due beyond them is seen when they have gone. */
const WINDOW = 1000;

interface Ahead {
  readonly ids: Set<string>;
  after: string | null;
  isEnd: boolean;
}

/**
 * The jobs of a channel that are due, seen a portion at a time: each completion starts another without reading all rows
 * again. What has been put since is seen after `lookAfresh`.
 */
export class DueJobs {
  readonly #store: Store;
  readonly #key: number;
  readonly #channel: ChannelName;
  readonly #ahead: { [L in Lane]: Ahead } = { first: nothingSeen(), doubtful: nothingSeen() };

  constructor(store: Store, key: number, channel: ChannelName) {
    this.#store = store;
    this.#key = key;
    this.#channel = channel;
  }

  lookAfresh(): void {
    for (const lane of LANES) this.#ahead[lane] = nothingSeen();
  }

  /** Ids of jobs seen and not yet taken, soonest first. */
  seen(lane: Lane): Iterable<string> {
    return this.#ahead[lane].ids;
  }

  /** Takes jobs out of sight and reads them; those that have moved on since they were seen are left out. */
  async take(lane: Lane, ids: readonly string[], now: Instant): Promise<Job[]> {
    for (const id of ids) this.#ahead[lane].ids.delete(id);
    const records = await this.#store.getMany(ids.map((id) => jobKeys.job(this.#key, this.#channel, id)));
    const jobs = records.flatMap((record) => decodeJob(record) ?? []);
    return jobs.filter((job) => job.lane === lane && job.due <= now);
  }

  /** The job could not be started after all. */
  putBack(job: Job): void {
    this.#ahead[job.lane].ids.add(job.id);
  }

  /** Sees further rows; false when no more are due, or enough wait already. */
  async lookFurther(lane: Lane, now: Instant): Promise<boolean> {
    const ahead = this.#ahead[lane];
    if (ahead.isEnd || ahead.ids.size >= WINDOW) return false;
    const base = jobKeys.rows(this.#key, this.#channel, lane);
    const range = { limit: PORTION, before: `${base}:${ascending(now + 1)}` };
    const rows = await this.#store.keys(base, {
      ...range,
      ...(ahead.after !== null && { after: ahead.after }),
    });
    ahead.after = rows.at(-1) ?? ahead.after;
    ahead.isEnd = rows.length < PORTION;
    for (const row of rows) ahead.ids.add(row.slice(row.lastIndexOf(':') + 1));
    return rows.length > 0;
  }

  /** When the soonest job is due; null when there is none. */
  async soonest(): Promise<Instant | null> {
    const rows = await Promise.all(
      LANES.map((lane) => this.#store.keys(jobKeys.rows(this.#key, this.#channel, lane), { limit: 1 })),
    );
    const dues = rows.flat().map((row) => Number(row.split(':').at(-2)));
    return dues.length === 0 ? null : Math.min(...dues);
  }
}

function nothingSeen(): Ahead {
  return { ids: new Set(), after: null, isEnd: false };
}
