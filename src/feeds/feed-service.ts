import { fail, ok, type Result } from '../base/problem.ts';
import { type EncodedDocument, encodeDocument } from '../documents/document.ts';
import type { NewsroomRepository } from '../repository/repository.ts';
import type { FeedDependencies } from './dependencies.ts';
import type { FeedPort, FeedQuery } from './feed-port.ts';
import { newsroomFeed } from './newsroom-feed.ts';

export class FeedService implements FeedPort {
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
}
