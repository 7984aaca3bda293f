import { ok, type Result } from '../base/problem.ts';
import type { EncodedDocument } from '../documents/document.ts';
import { ownerOf } from '../domain/timeline.ts';
import type { FeedQuery } from '../feeds/feed-port.ts';
import { listDeadLetters, requeueDeadLetter } from '../jobs/dead-letters.ts';
import { type Deliveries, readDeliveries } from '../jobs/delivery-counts.ts';
import { Outbox } from '../jobs/outbox.ts';
import type { NewsroomRepository } from '../repository/repository.ts';
import { MailChannel } from '../subscribers/mail-channel.ts';
import { MailFanout } from '../subscribers/mail-fanout.ts';
import { askHub, hubChannels } from '../websub/hub.ts';
import type { HubRequest } from '../websub/hub-request.ts';
import type { TopicOwner } from '../websub/topic-owner.ts';
import type { DeliveriesPort, HubAnswer, LetterPage } from './delivery-port.ts';

/** What leaves a newsroom: the hub's deliveries, mail, and the account of them. */
export class DeliveryService implements DeliveriesPort {
  readonly #repository: NewsroomRepository;
  readonly #owner: TopicOwner;
  readonly outbox: Outbox;
  readonly mailChannel: MailChannel;

  constructor(repository: NewsroomRepository, feed: (query: FeedQuery) => Promise<Result<EncodedDocument>>) {
    this.#repository = repository;
    this.#owner = newsroomTopics(repository, feed);
    this.mailChannel = new MailChannel(repository);
    const mail = [new MailFanout(repository), this.mailChannel];
    this.outbox = new Outbox(this.#owner, [...hubChannels(this.#owner), ...mail]);
  }

  async askHub(request: HubRequest): Promise<HubAnswer> {
    const answer = await this.#repository.withLock(() => askHub(this.#owner, request));
    if (answer.ok) await this.outbox.startEnqueued();
    return answer;
  }

  async deliveries(number: number): Promise<Deliveries | null> {
    const { key, dependencies } = this.#repository;
    const release = await this.#repository.release(number);
    return release === null ? null : readDeliveries(dependencies.store, key, number);
  }

  async deadLetters(cursor: string | null, limit: number): Promise<Result<LetterPage>> {
    const { key, dependencies } = this.#repository;
    const page = await listDeadLetters(dependencies.store, key, cursor, limit);
    if (!page.ok) return page;
    const letters = page.value.letters.map(({ id, letter }) => {
      const { job, channel, receiver, reason, firstAt, lastAt, attempts } = letter;
      const releases = job.counted?.releases ?? [];
      return { id, channel, receiver, reason, firstAt, lastAt, attempts, releases };
    });
    return ok({ letters, next: page.value.next });
  }

  requeue(id: string): Promise<Result<null>> {
    const { key, dependencies } = this.#repository;
    return this.#repository.write(() => requeueDeadLetter(dependencies.store, key, id, dependencies.now()));
  }
}

function newsroomTopics(repository: NewsroomRepository, feed: TopicOwner['feed']): TopicOwner {
  const { store, now, random, rearm, log, outgoing, baseUrl, externalHub, pace } = repository.dependencies;
  return {
    store,
    now,
    random,
    rearm,
    log,
    outgoing,
    baseUrl,
    externalHub,
    pace,
    feed,
    key: repository.key,
    owner: ownerOf(repository.key),
    withLock: (work) => repository.withLock(work),
    async present() {
      const record = await repository.record();
      if (record === null || record.restoring) return null;
      const { slug, languages } = record.newsroom;
      return { slug, languages };
    },
  };
}
