import { ok, type Result } from '../base/problem.ts';
import { ownerOf } from '../domain/timeline.ts';
import type { ChangingFeeds } from '../feeds/changing-feeds.ts';
import { listDeadLetters, requeueDeadLetter } from '../jobs/dead-letters.ts';
import { type Deliveries, readDeliveries } from '../jobs/delivery-counts.ts';
import type { DeadLetterPage, DeliveryPort } from '../jobs/delivery-port.ts';
import { Outbox } from '../jobs/outbox.ts';
import type { NewsroomRepository } from '../repository/repository.ts';
import { MailChannel, type MailDependencies } from '../subscribers/mail-channel.ts';
import { MailFanout } from '../subscribers/mail-fanout.ts';
import { hubChannels } from '../websub/hub.ts';
import { HubService } from '../websub/hub-service.ts';
import { type TopicDependencies, topicOwner } from '../websub/topic-owner.ts';

export type DeliveryDependencies = MailDependencies & TopicDependencies;

export class DeliveryService implements DeliveryPort {
  readonly #repository: NewsroomRepository;
  readonly outbox: Outbox;
  readonly hub: HubService;
  readonly mailChannel: MailChannel;

  constructor(repository: NewsroomRepository, dependencies: DeliveryDependencies, feeds: ChangingFeeds) {
    const owner = topicOwner(repository, dependencies, {
      key: repository.key,
      timelineOwner: ownerOf(repository.key),
      feeds,
      async topicScope() {
        const record = await repository.publicRecord();
        return record === null ? null : { slug: record.newsroom.slug, languages: record.newsroom.languages };
      },
    });
    this.#repository = repository;
    this.mailChannel = new MailChannel(repository, dependencies);
    this.outbox = new Outbox(owner, [...hubChannels(owner), new MailFanout(repository), this.mailChannel]);
    this.hub = new HubService(owner, this.outbox);
  }

  async get(number: number): Promise<Deliveries | null> {
    const { key, dependencies } = this.#repository;
    const release = await this.#repository.release(number);
    return release === null ? null : readDeliveries(dependencies.store, key, number);
  }

  async deadLetters(cursor: string | null, limit: number): Promise<Result<DeadLetterPage>> {
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
