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
import { homeOf } from '../domain/urls.ts';
import { readPage } from '../feeds/read-timeline.ts';
import { toEntry } from '../feeds/to-entry.ts';
import type { DirectoryPageQuery } from '../pages/page-port.ts';
import { directoryPage } from '../pages/views/directory-page.tsx';
import type { DirectoryPagePort } from './directory-port.ts';
import { type DirectoryRepository, DIRECTORY_OWNER as OWNER } from './directory-repository.ts';
import { readList } from './newsroom-list.ts';

const ALL = { kind: 'all' } as const;
/** Releases on the page of all newsrooms. */
const LATEST = 10;

export interface DirectoryDocumentDependencies {
  readonly documents: DocumentCache;
  readonly compress: Compress;
}

/** The page of all newsrooms. */
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
      // The newest releases stand where the list begins.
      const tags = before === null ? [OWNER, tag.list({ owner: OWNER, language, cut: ALL })] : [OWNER];
      return makeDocument(text, { mediaType, language, lastModified, crowded, tags, links: '' }, compress);
    });
    return document === null ? fail('not-found') : ok(encodeDocument(document, encoding));
  }

  async #render(language: Language, before: string | null): Promise<string | null> {
    const { store, baseUrl } = this.#repository.dependencies;
    const listed = await readList(store, language, before);
    if (listed === null) return null;
    const newsrooms = await this.#repository.newsrooms(listed.numbers);
    const timeline = await readPage(store, { owner: OWNER, language, cut: ALL }, null);
    const latest = before === null ? (timeline?.numbers ?? []).slice(0, LATEST) : [];
    const entries = (await this.#repository.releases(latest)).flatMap(
      ({ newsroom, release }) => toEntry(newsroom, release, language, baseUrl) ?? [],
    );
    const next = listed.next === null ? null : `${homeOf(baseUrl, language)}?before=${listed.next}`;
    return directoryPage({ baseUrl, language, newsrooms, next, isContinued: before !== null, entries });
  }
}
