import type { Language } from '../base/locale/language.ts';
import { fail, ok, type Result } from '../base/problem.ts';
import { tag } from '../documents/cache-tags.ts';
import {
  type Compress,
  type DocumentCache,
  type EncodedDocument,
  encodeDocument,
  makeDocument,
} from '../documents/document.ts';
import { directoryUrl } from '../domain/urls.ts';
import { readTimelineDocument } from '../feeds/read-timeline.ts';
import { toEntry } from '../feeds/to-entry.ts';
import type { DirectoryPageQuery } from '../pages/page-port.ts';
import { directoryPage } from '../pages/views/directory-page.tsx';
import type { DirectoryPagePort } from './directory-port.ts';
import { type DirectoryRepository, DIRECTORY_OWNER as OWNER } from './directory-repository.ts';
import { readNewsroomList } from './newsroom-list.ts';

const ALL = { kind: 'all' } as const;
const LATEST_RELEASES = 10;

export interface DirectoryDocumentDependencies {
  readonly documents: DocumentCache;
  readonly compress: Compress;
}

export class DirectoryPageService implements DirectoryPagePort {
  readonly #repository: DirectoryRepository;
  readonly #dependencies: DirectoryDocumentDependencies;

  constructor(repository: DirectoryRepository, dependencies: DirectoryDocumentDependencies) {
    this.#repository = repository;
    this.#dependencies = dependencies;
  }

  async get({ language, before, encoding }: DirectoryPageQuery): Promise<Result<EncodedDocument>> {
    const head = await this.#repository.headToRender();
    const { documents, compress } = this.#dependencies;
    const address = `${OWNER}@${head.version}/pages/${language}/${before ?? ''}`;
    const document = await documents.get(address, async () => {
      const text = await this.#repository.withLock(() => this.#render(language, before));
      if (text === null) return null;
      const { changedAt: lastModified, crowded } = head;
      const mediaType = 'text/html; charset=utf-8';
      // Only the first page contains the latest releases.
      const tags = before === null ? [OWNER, tag.list({ owner: OWNER, language, cut: ALL })] : [OWNER];
      return makeDocument(text, { mediaType, language, lastModified, crowded, tags, links: '' }, compress);
    });
    return document === null ? fail('not-found') : ok(encodeDocument(document, encoding));
  }

  async #render(language: Language, before: string | null): Promise<string | null> {
    const { store, baseUrl } = this.#repository.dependencies;
    const list = await readNewsroomList(store, language, before);
    if (list === null) return null;
    const newsrooms = await this.#repository.newsrooms(list.numbers);
    const timeline = await readTimelineDocument(store, { owner: OWNER, language, cut: ALL }, null);
    const latest = before === null ? (timeline?.numbers ?? []).slice(0, LATEST_RELEASES) : [];
    const entries = (await this.#repository.releases(latest)).flatMap(
      ({ newsroom, release }) => toEntry(newsroom, release, language, baseUrl) ?? [],
    );
    const next = list.next === null ? null : `${directoryUrl(baseUrl, language)}?before=${list.next}`;
    return directoryPage({ baseUrl, language, newsrooms, next, isContinued: before !== null, entries });
  }
}
