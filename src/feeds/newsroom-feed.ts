import { feedTags } from '../documents/cache-tags.ts';
import type { Document } from '../documents/document.ts';
import { ownerOf } from '../domain/timeline.ts';
import { newsroomKeys } from '../repository/keys.ts';
import { decodeRelease, type NewsroomRecord } from '../repository/records.ts';
import type { NewsroomRepository } from '../repository/repository.ts';
import type { FeedDependencies } from './dependencies.ts';
import type { VersionedSource } from './feed-changes.ts';
import { feedDocument } from './feed-document.ts';
import type { FeedQuery } from './feed-port.ts';
import type { FeedSource } from './feed-source.ts';
import { readTimelineDocument, type TimelineDocument } from './read-timeline.ts';
import { type SourceQuery, sourceAddress } from './source-cache.ts';
import { toEntry, toTombstone } from './to-entry.ts';

/** Null when the newsroom does not have the language or the archive document. */
export async function newsroomFeed(
  repository: NewsroomRepository,
  dependencies: FeedDependencies,
  record: NewsroomRecord,
  query: FeedQuery,
): Promise<Document | null> {
  const versioned = newsroomFeedSource(repository, dependencies, record, query);
  if (versioned === null) return null;
  const { documents, sources } = dependencies.caches;
  return documents.get(`${versioned.address}${query.format}`, async () => {
    const source = await sources.get(versioned.address, versioned.read);
    return source === null ? null : feedDocument(source, query.format, dependencies);
  });
}

/** Null when the newsroom does not have the language. */
export function newsroomFeedSource(
  repository: NewsroomRepository,
  dependencies: FeedDependencies,
  record: NewsroomRecord,
  query: SourceQuery,
): VersionedSource | null {
  if (!record.newsroom.languages.includes(query.feed.language)) return null;
  return {
    address: sourceAddress(`${record.key}@${record.version}`, query),
    // The lock ensures that all parts of a document are from one version.
    read: () => repository.withLock(() => readSource(repository, dependencies, record, query)),
  };
}

async function readSource(
  { dependencies: { store, baseUrl } }: NewsroomRepository,
  { externalHub }: FeedDependencies,
  { newsroom, key, changedAt, crowded }: NewsroomRecord,
  { feed, archive }: SourceQuery,
): Promise<FeedSource | null> {
  const { language, cut } = feed;
  const timeline = { owner: ownerOf(key), language, cut };
  const timelineDocument: TimelineDocument | null = await readTimelineDocument(store, timeline, archive);
  if (timelineDocument === null) return null;
  const readReleases = async (numbers: readonly number[]) => {
    const records = await store.getMany(numbers.map((number) => newsroomKeys.release(key, number)));
    return records.flatMap((record) => decodeRelease(record) ?? []);
  };
  return {
    feed,
    baseUrl,
    externalHub,
    archive,
    newsroom,
    changedAt,
    crowded,
    previous: timelineDocument.previous,
    entries: (await readReleases(timelineDocument.numbers)).flatMap(
      (release) => toEntry(newsroom, release, language, baseUrl) ?? [],
    ),
    tombstones: (await readReleases(timelineDocument.withdrawn)).flatMap(
      (release) => toTombstone(release, language) ?? [],
    ),
    languages: newsroom.languages,
    founding: newsroom,
    tags: feedTags(timeline, archive === null ? null : timelineDocument.numbers),
  };
}
