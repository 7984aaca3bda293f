import { LANGUAGES } from '../base/locale/language.ts';
import { fail, ok, type Result } from '../base/problem.ts';
import { feedTags } from '../documents/cache-tags.ts';
import { type EncodedDocument, encodeDocument } from '../documents/document.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import { isEntryIdOf } from '../domain/tag-uri.ts';
import type { ChangingFeeds, FeedChanges, TopicQuery } from '../feeds/changing-feeds.ts';
import type { FeedDependencies } from '../feeds/dependencies.ts';
import { feedChanges, feedState, type VersionedSource } from '../feeds/feed-changes.ts';
import { feedDocument } from '../feeds/feed-document.ts';
import type { FeedPort, FeedQuery } from '../feeds/feed-port.ts';
import type { FeedSource } from '../feeds/feed-source.ts';
import { readTimelineDocument } from '../feeds/read-timeline.ts';
import { type SourceQuery, sourceAddress } from '../feeds/source-cache.ts';
import { toEntry, toTombstone } from '../feeds/to-entry.ts';
import {
  type DirectoryHead,
  type DirectoryRepository,
  DIRECTORY_OWNER as OWNER,
} from './directory-repository.ts';

export class DirectoryFeedService implements FeedPort, ChangingFeeds {
  readonly #repository: DirectoryRepository;
  readonly #dependencies: FeedDependencies;

  constructor(repository: DirectoryRepository, dependencies: FeedDependencies) {
    this.#repository = repository;
    this.#dependencies = dependencies;
  }

  async get(query: FeedQuery): Promise<Result<EncodedDocument>> {
    const { address, read } = await this.#versionedSource(query);
    const { documents, sources } = this.#dependencies.caches;
    const document = await documents.get(`${address}${query.format}`, async () => {
      const source = await sources.get(address, read);
      return source === null ? null : feedDocument(source, query.format, this.#dependencies);
    });
    return document === null ? fail('not-found') : ok(encodeDocument(document, query.encoding));
  }

  async state({ feed }: TopicQuery): Promise<string | null> {
    return feedState(this.#dependencies.caches, await this.#versionedSource({ feed, archive: null }));
  }

  async changes({ feed, format }: TopicQuery, received: string | null): Promise<Result<FeedChanges>> {
    const source = await this.#versionedSource({ feed, archive: null });
    return feedChanges(this.#dependencies.caches, source, format, received);
  }

  async #versionedSource(query: SourceQuery): Promise<VersionedSource> {
    const head = await this.#repository.headToRender();
    return {
      address: sourceAddress(`${OWNER}@${head.version}`, query),
      read: () => this.#repository.withLock(() => this.#source(head, query)),
    };
  }

  async #source(head: DirectoryHead, { feed, archive }: SourceQuery): Promise<FeedSource | null> {
    const { store, baseUrl } = this.#repository.dependencies;
    const { language, cut } = feed;
    const timeline = { owner: OWNER, language, cut };
    const timelineDocument = await readTimelineDocument(store, timeline, archive);
    if (timelineDocument === null) return null;
    return {
      feed,
      baseUrl,
      externalHub: this.#dependencies.externalHub,
      archive,
      newsroom: null,
      previous: timelineDocument.previous,
      changedAt: head.changedAt,
      crowded: head.crowded,
      entries: (await this.#repository.releases(timelineDocument.numbers)).flatMap(({ newsroom, release }) =>
        withOwnId(newsroom, toEntry(newsroom, release, language, baseUrl)),
      ),
      tombstones: (await this.#repository.releases(timelineDocument.withdrawn)).flatMap(
        ({ newsroom, release }) => withOwnId(newsroom, toTombstone(release, language)),
      ),
      languages: LANGUAGES,
      founding: head,
      tags: feedTags(timeline, archive === null ? null : timelineDocument.numbers),
    };
  }
}

/** Drops an entry with an id of another newsroom, because a feed reader would replace or remove that newsroom's entry. */
function withOwnId<T extends { readonly id: string }>(newsroom: Newsroom, entry: T | null): T[] {
  return entry !== null && isEntryIdOf(newsroom, entry.id) ? [entry] : [];
}
