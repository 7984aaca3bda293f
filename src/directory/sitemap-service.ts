import { fail, ok, type Result } from '../base/problem.ts';
import { type EncodedDocument, encodeDocument } from '../documents/document.ts';
import type { NewsroomRepository } from '../repository/repository.ts';
import type { SitemapPort, SitemapQuery } from './discovery-port.ts';
import { newsroomSitemap, type SitemapDependencies } from './newsroom-sitemap.ts';

export class SitemapService implements SitemapPort {
  readonly #repository: NewsroomRepository;
  readonly #dependencies: SitemapDependencies;

  constructor(repository: NewsroomRepository, dependencies: SitemapDependencies) {
    this.#repository = repository;
    this.#dependencies = dependencies;
  }

  async get({ part, encoding }: SitemapQuery): Promise<Result<EncodedDocument>> {
    const record = await this.#repository.publicRecord();
    if (record === null) return fail('not-found');
    this.#repository.markRead(record.version);
    const document = await newsroomSitemap(this.#repository, this.#dependencies, record, part);
    return document === null ? fail('not-found') : ok(encodeDocument(document, encoding));
  }
}
