import type { Instant } from '../base/time/instant.ts';
import { paddedInstant } from '../storage/keys.ts';
import type { Store } from '../storage/store.ts';
import { type ChannelName, decodeJob, type Job, jobKeys, LANES, type Lane } from './jobs.ts';

const BATCH_SIZE = 100;
/** Ids kept in memory per lane. Further rows are read when some of these have started. */
const MAX_READ_AHEAD = 1000;

interface ReadAhead {
  readonly ids: Set<string>;
  after: string | null;
  isEnd: boolean;
}

/** Remembers how far the due jobs are read. After `reset` it also finds jobs that were enqueued before that position. */
export class DueJobs {
  readonly #store: Store;
  readonly #key: number;
  readonly #channel: ChannelName;
  readonly #readAhead: { [L in Lane]: ReadAhead } = { first: emptyReadAhead(), doubtful: emptyReadAhead() };

  constructor(store: Store, key: number, channel: ChannelName) {
    this.#store = store;
    this.#key = key;
    this.#channel = channel;
  }

  reset(): void {
    for (const lane of LANES) this.#readAhead[lane] = emptyReadAhead();
  }

  waitingIds(lane: Lane): Iterable<string> {
    return this.#readAhead[lane].ids;
  }

  /** Removes the ids from memory and reads their jobs. Leaves out jobs that changed lane or are no longer due. */
  async takeJobs(lane: Lane, ids: readonly string[], now: Instant): Promise<Job[]> {
    for (const id of ids) this.#readAhead[lane].ids.delete(id);
    const records = await this.#store.getMany(ids.map((id) => jobKeys.job(this.#key, this.#channel, id)));
    const jobs = records.flatMap((record) => decodeJob(record) ?? []);
    return jobs.filter((job) => job.lane === lane && job.due <= now);
  }

  putBack(job: Job): void {
    this.#readAhead[job.lane].ids.add(job.id);
  }

  /** False when no more jobs are due or MAX_READ_AHEAD is reached. */
  async readMore(lane: Lane, now: Instant): Promise<boolean> {
    const readAhead = this.#readAhead[lane];
    if (readAhead.isEnd || readAhead.ids.size >= MAX_READ_AHEAD) return false;
    const base = jobKeys.rows(this.#key, this.#channel, lane);
    const range = { limit: BATCH_SIZE, before: `${base}:${paddedInstant(now + 1)}` };
    const rows = await this.#store.keys(base, {
      ...range,
      ...(readAhead.after !== null && { after: readAhead.after }),
    });
    readAhead.after = rows.at(-1) ?? readAhead.after;
    readAhead.isEnd = rows.length < BATCH_SIZE;
    for (const row of rows) readAhead.ids.add(row.slice(row.lastIndexOf(':') + 1));
    return rows.length > 0;
  }

  async nextDue(): Promise<Instant | null> {
    const rows = await Promise.all(
      LANES.map((lane) => this.#store.keys(jobKeys.rows(this.#key, this.#channel, lane), { limit: 1 })),
    );
    const times = rows.flat().map((row) => Number(row.split(':').at(-2)));
    return times.length === 0 ? null : Math.min(...times);
  }
}

function emptyReadAhead(): ReadAhead {
  return { ids: new Set(), after: null, isEnd: false };
}
