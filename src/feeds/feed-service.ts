import { fail, ok, type Result } from '../base/problem.ts';
import { type EncodedDocument, encodeDocument } from '../documents/document.ts';
import type { NewsroomRepository } from '../repository/repository.ts';
import type { ChangingFeeds, FeedChanges, TopicQuery } from './changing-feeds.ts';
import type { FeedDependencies } from './dependencies.ts';
import { feedChanges, feedState, type VersionedSource } from './feed-changes.ts';
import type { FeedPort, FeedQuery } from './feed-port.ts';
import { newsroomFeed, newsroomFeedSource } from './newsroom-feed.ts';

export class FeedService implements FeedPort, ChangingFeeds {
  readonly #repository: NewsroomRepository;
  readonly #dependencies: FeedDependencies;

  constructor(repository: NewsroomRepository, dependencies: FeedDependencies) {
    this.#repository = repository;
    this.#dependencies = dependencies;
  }

  async get(query: FeedQuery): Promise<Result<EncodedDocument>> {
    const record = await this.#repository.publicRecord();
    if (record === null) return fail('not-found');
    this.#repository.markRead(record.version);
    const document = await newsroomFeed(this.#repository, this.#dependencies, record, query);
    return document === null ? fail('not-found') : ok(encodeDocument(document, query.encoding));
  }

  async state(query: TopicQuery): Promise<string | null> {
    const source = await this.#sourceOf(query);
    return source === null ? null : feedState(this.#dependencies.caches, source);
  }

  async changes(query: TopicQuery, received: string | null): Promise<Result<FeedChanges>> {
    const source = await this.#sourceOf(query);
    if (source === null) return fail('not-found');
    return feedChanges(this.#dependencies.caches, source, query.format, received);
  }

  async #sourceOf({ feed }: TopicQuery): Promise<VersionedSource | null> {
    const record = await this.#repository.publicRecord();
    if (record === null) return null;
    this.#repository.markRead(record.version);
    return newsroomFeedSource(this.#repository, this.#dependencies, record, { feed, archive: null });
  }
}
