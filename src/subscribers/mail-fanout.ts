import type { Instant } from '../base/time/instant.ts';
import type { Announcement } from '../domain/announcement.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import type { Release } from '../domain/release.ts';
import { countDelivery } from '../jobs/delivery-counts.ts';
import { decodeJob, enqueueJob, type Job, jobKeys } from '../jobs/jobs.ts';
import type { Channel, Outcome } from '../jobs/queue.ts';
import type { NewsroomRepository } from '../repository/repository.ts';
import { paddedNumber } from '../storage/keys.ts';
import type { Transaction } from '../storage/store.ts';
import {
  type MailFanoutContent,
  mailJobId,
  type Revisions,
  readMailContent,
  readMailFanoutContent,
  releaseJob,
} from './mail-jobs.ts';
import { isChosen, languageFor } from './match.ts';
import { isSubscriber, type Subscriber, subscriberKeys } from './records.ts';

/** Milliseconds. Releases with an older date are not mailed. */
export const MAX_NEWS_AGE = 24 * 60 * 60 * 1000;

const BATCH_SIZE = 200;

/** Null for minor edits and for imported releases with an old date, which are not mailed. */
export function mailFanoutOf(
  announcement: Announcement,
  after: Release,
  at: Instant,
): MailFanoutContent | null {
  const { number, revision, kind } = announcement;
  const appeared = announcement.appeared.filter((language) => {
    const publishedAt = after.variants[language]?.publication?.publishedAt;
    return publishedAt !== undefined && publishedAt > at - MAX_NEWS_AGE;
  });
  const tidings = kind === 'corrected' || kind === 'withdrawn' ? kind : 'published';
  if (tidings === 'published' && appeared.length === 0) return null;
  return { number, revision, tidings, appeared, isFirst: kind === 'published', at, cursor: null };
}

/** Must run under the newsroom's lock. */
export async function enqueueMailFanout(
  transaction: Transaction,
  key: number,
  fanout: MailFanoutContent,
): Promise<void> {
  const { number, revision, at } = fanout;
  await countDelivery(transaction, key, number, 'mail', { open: 1, at });
  const id = `${number}-${revision}`;
  await enqueueJob(transaction, key, { channel: 'mail-fanout', id, content: { ...fanout }, now: at });
}

export class MailFanout implements Channel {
  readonly name = 'mail-fanout';
  /** Two may run at once, so that a long fan-out does not block the next one. */
  readonly limits = { first: 2, doubtful: 1, perHost: 2, slowJobs: 0 };
  readonly #repository: NewsroomRepository;

  constructor(repository: NewsroomRepository) {
    this.#repository = repository;
  }

  receivingHost(): null {
    return null;
  }

  async perform({ content }: Job): Promise<Outcome> {
    const fanout = readMailFanoutContent(content);
    if (fanout === null) return { kind: 'done', as: 'dropped' };
    const { key, dependencies } = this.#repository;
    const after = fanout.cursor === null ? {} : { after: fanout.cursor };
    const rows = await dependencies.store.keys(`subscriber:${paddedNumber(key)}`, {
      limit: BATCH_SIZE,
      ...after,
    });
    const cursor = rows.length === BATCH_SIZE ? rows.at(-1) : undefined;
    // The queue starts the mails at once, because they are enqueued in the transaction of the outcome.
    const addWrites = (transaction: Transaction) =>
      this.#enqueueBatch(transaction, fanout, rows, cursor === undefined);
    return cursor === undefined
      ? { kind: 'done', as: 'dropped', addWrites }
      : { kind: 'continue', content: { ...fanout, cursor }, addWrites };
  }

  async #enqueueBatch(
    transaction: Transaction,
    fanout: MailFanoutContent,
    rows: readonly string[],
    isEnd: boolean,
  ): Promise<void> {
    const { key, dependencies } = this.#repository;
    const { store, now } = dependencies;
    const newsroom = (await this.#repository.record())?.newsroom;
    const release = await this.#repository.release(fanout.number);
    if (newsroom !== undefined && release !== null) {
      const readers = (await store.getMany(rows)).filter(isSubscriber);
      await enqueueMails(transaction, key, newsroom, release, fanout, readers, now());
    }
    if (isEnd) await countDelivery(transaction, key, fanout.number, 'mail', { open: -1, at: now() });
  }
}

async function enqueueMails(
  transaction: Transaction,
  key: number,
  newsroom: Newsroom,
  release: Release,
  fanout: MailFanoutContent,
  readers: readonly Subscriber[],
  now: Instant,
): Promise<void> {
  const { number } = fanout;
  const jobs = readers.map(({ id }) => jobKeys.job(key, 'mail', mailJobId(id, number)));
  const waiting = (await transaction.getMany(jobs)).map(decodeJob);
  const mailed = await transaction.getMany(readers.map(({ id }) => subscriberKeys.mailed(key, id, number)));
  for (const [at, reader] of readers.entries()) {
    const job = waiting[at] ?? null;
    const hasEarlierMail = mailed[at] !== null || job !== null;
    const isWanted = hasEarlierMail
      ? fanout.tidings !== 'published'
      : isNewTo(newsroom, release, fanout, reader);
    if (!isWanted) continue;
    const revisions = revisionsOf(job, mailed[at] === null, fanout);
    await enqueueJob(
      transaction,
      key,
      releaseJob({ kind: 'release', id: reader.id, number, revisions }, now),
    );
  }
}

function isNewTo(
  newsroom: Newsroom,
  release: Release,
  fanout: MailFanoutContent,
  reader: Subscriber,
): boolean {
  const { appeared, isFirst, at } = fanout;
  const hasAppeared = appeared.includes(reader.language) || (isFirst && appeared.length > 0);
  if (!hasAppeared || reader.confirmedAt > at) return false;
  const language = languageFor(newsroom, release, reader);
  return language !== null && isChosen(release, language, reader);
}

/** A waiting first mail keeps the revision of its first enqueue. Later notices have their own revisions. */
function revisionsOf(job: Job | null, isFirst: boolean, { tidings, revision }: MailFanoutContent): Revisions {
  const waiting = job === null ? null : readMailContent(job.content);
  const before = waiting?.kind === 'release' ? waiting.revisions : {};
  const published = before.published ?? (isFirst ? revision : undefined);
  return {
    ...before,
    ...(published !== undefined && { published }),
    ...(tidings !== 'published' && { [tidings]: revision }),
  };
}
