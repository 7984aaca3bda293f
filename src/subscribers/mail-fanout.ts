import type { Instant } from '../base/time/instant.ts';
import type { Announcement } from '../domain/announcement.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import type { Release } from '../domain/release.ts';
import { countDelivery } from '../jobs/delivery-counts.ts';
import { decodeJob, enqueueJob, type Job, jobKeys } from '../jobs/jobs.ts';
import type { Channel, Outcome } from '../jobs/queue.ts';
import type { NewsroomRepository } from '../repository/repository.ts';
import { padded } from '../storage/keys.ts';
import type { Transaction } from '../storage/store.ts';
import {
  type MailFanoutContent,
  mailJobId,
  type Revisions,
  readMailContent,
  readMailFanoutContent,
  releaseJob,
} from './mail-jobs.ts';
import { languageFor, matches } from './match.ts';
import { isSubscriber, type Subscriber, subscriberKeys } from './records.ts';

/** What is dated further back is no news any more, and is not mailed. */
export const NEWS_AGE = 24 * 60 * 60 * 1000;

/** Readers looked at in one commit. */
const PORTION = 200;

/** What of a change is mailed; null when nothing is: minor edits, and releases of an archive that is brought along. */
export function mailFanoutOf(news: Announcement, after: Release, at: Instant): MailFanoutContent | null {
  const { number, revision, kind } = news;
  const appeared = news.appeared.filter((language) => {
    const publishedAt = after.variants[language]?.publication?.publishedAt;
    return publishedAt !== undefined && publishedAt > at - NEWS_AGE;
  });
  const tidings = kind === 'corrected' || kind === 'withdrawn' ? kind : 'published';
  if (tidings === 'published' && appeared.length === 0) return null;
  return { number, revision, tidings, appeared, isFirst: kind === 'published', at, cursor: null };
}

/** Adds the search for the change's readers to the transaction. Runs under the newsroom's lock. */
export async function enqueueMailing(
  transaction: Transaction,
  key: number,
  fanout: MailFanoutContent,
): Promise<void> {
  const { number, revision, at } = fanout;
  await countDelivery(transaction, key, number, 'mail', { open: 1, at });
  const id = `${number}-${revision}`;
  await enqueueJob(transaction, key, { channel: 'mail-fanout', id, content: { ...fanout }, now: at });
}

/** The queue's channel `mail-fanout`: finds the readers of a change, a portion at a time. */
export class MailFanout implements Channel {
  readonly name = 'mail-fanout';
  /** Searches keep to the house; two, so that a wide one does not hold up the next. */
  readonly slots = { first: 2, doubtful: 1, perHost: 2, slow: 0 };
  readonly #repository: NewsroomRepository;

  constructor(repository: NewsroomRepository) {
    this.#repository = repository;
  }

  host(): null {
    return null;
  }

  async perform({ content }: Job): Promise<Outcome> {
    const fanout = readMailFanoutContent(content);
    if (fanout === null) return { kind: 'done', as: 'dropped' };
    const { key, dependencies } = this.#repository;
    const after = fanout.cursor === null ? {} : { after: fanout.cursor };
    const rows = await dependencies.store.keys(`subscriber:${padded(key)}`, { limit: PORTION, ...after });
    const cursor = rows.length === PORTION ? rows.at(-1) : undefined;
    // With the outcome, so that the queue sees that there are mails and begins them at once.
    const also = (transaction: Transaction) => this.#put(transaction, fanout, rows, cursor === undefined);
    return cursor === undefined
      ? { kind: 'done', as: 'dropped', also }
      : { kind: 'continue', content: { ...fanout, cursor }, also };
  }

  async #put(
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
      // Who has cancelled since the rows were read is no longer there.
      const readers = (await store.getMany(rows)).filter(isSubscriber);
      await putMails(transaction, key, newsroom, release, fanout, readers, now());
    }
    if (isEnd) await countDelivery(transaction, key, fanout.number, 'mail', { open: -1, at: now() });
  }
}

async function putMails(
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
    const isKnown = mailed[at] !== null || job !== null;
    const isFor = isKnown ? fanout.tidings !== 'published' : isNews(newsroom, release, fanout, reader);
    if (!isFor) continue;
    const revisions = revisionsOf(job, mailed[at] === null, fanout);
    await enqueueJob(
      transaction,
      key,
      releaseJob({ kind: 'release', id: reader.id, number, revisions }, now),
    );
  }
}

/** Whether the change brings the release to a reader who has not got it. */
function isNews(
  newsroom: Newsroom,
  release: Release,
  fanout: MailFanoutContent,
  reader: Subscriber,
): boolean {
  const { appeared, isFirst, at } = fanout;
  const isTime = appeared.includes(reader.language) || (isFirst && appeared.length > 0);
  if (!isTime || reader.confirmedAt > at) return false;
  const language = languageFor(newsroom, release, reader);
  return language !== null && matches(release, language, reader);
}

/** A mail that has not left keeps the revision it was first put for; what is told afterwards has its own. */
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
