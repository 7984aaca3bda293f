import { FALLBACK_LANGUAGE } from '../base/locale/language.ts';
import { fail, ok, type Result } from '../base/problem.ts';
import { tag } from '../documents/cache-tags.ts';
import { type EncodedDocument, encodeDocument, makeDocument } from '../documents/document.ts';
import type { DirectoryDocumentDependencies } from './directory-page-service.ts';
import { type DirectoryRepository, DIRECTORY_OWNER as OWNER } from './directory-repository.ts';
import { discoveryText, discoveryType, newsSince } from './discovery.ts';
import type { DiscoveryPort, DiscoveryQuery } from './discovery-port.ts';

export class DiscoveryService implements DiscoveryPort {
  readonly #repository: DirectoryRepository;
  readonly #dependencies: DirectoryDocumentDependencies;

  constructor(repository: DirectoryRepository, dependencies: DirectoryDocumentDependencies) {
    this.#repository = repository;
    this.#dependencies = dependencies;
  }

  async get({ discovery, encoding }: DiscoveryQuery): Promise<Result<EncodedDocument>> {
    const head = await this.#repository.headToRender();
    const { store, baseUrl, now } = this.#repository.dependencies;
    const { documents, compress } = this.#dependencies;
    const isNews = discovery.kind === 'news-sitemap';
    const since = isNews ? newsSince(now()) : 0;
    const address = `${OWNER}@${head.version}/${JSON.stringify(discovery)}@${since}`;
    const document = await documents.get(address, async () => {
      const text = await this.#repository.withLock(() => discoveryText({ store, baseUrl }, discovery, since));
      return makeDocument(
        text,
        {
          mediaType: discoveryType(discovery),
          language: FALLBACK_LANGUAGE,
          links: '',
          // Old news drops out without a change of the directory, so `changedAt` is no validator here.
          lastModified: head.changedAt,
          crowded: head.crowded || isNews,
          tags: discovery.kind === 'opml' ? [OWNER] : [OWNER, tag.discovery(OWNER)],
        },
        compress,
      );
    });
    return document === null ? fail('not-found') : ok(encodeDocument(document, encoding));
  }
}
