import { feedTags } from '../documents/cache-tags.ts';
import type { Document } from '../documents/document.ts';
import { ownerOf } from '../domain/timeline.ts';
import { newsroomKeys } from '../repository/keys.ts';
import { decodeRelease, type NewsroomRecord } from '../repository/records.ts';
import type { NewsroomRepository } from '../repository/repository.ts';
import type { FeedDependencies } from './dependencies.ts';
import { feedDocument } from './feed-document.ts';
import type { FeedQuery } from './feed-port.ts';
import type { FeedSource } from './feed-source.ts';
import { type Page, readPage } from './read-timeline.ts';
import { sourceAddress } from './source-cache.ts';
import { toEntry, toTombstone } from './to-entry.ts';

/** One feed document of a newsroom; null for a language it has not or an archive document that is not there. */
export async function newsroomFeed(
  repository: NewsroomRepository,
  dependencies: FeedDependencies,
  record: NewsroomRecord,
  query: FeedQuery,
): Promise<Document | null> {
  const { language } = query.feed;
  if (!record.newsroom.languages.includes(language)) return null;
  const { documents, sources } = dependencies.caches;
  const address = sourceAddress(`${record.key}@${record.version}`, query);
  return documents.get(`${address}${query.format}`, async () => {
    // Nothing is written meanwhile, so that a document is of one version.
    const source = await sources.get(address, () =>
      repository.withLock(() => readSource(repository, dependencies, record, query)),
    );
    return source === null ? null : feedDocument(source, query.format, dependencies);
  });
}

async function readSource(
  { dependencies: { store, baseUrl } }: NewsroomRepository,
  { externalHub }: FeedDependencies,
  { newsroom, key, changedAt, crowded }: NewsroomRecord,
  { feed, archive }: FeedQuery,
): Promise<FeedSource | null> {
  const { language, cut } = feed;
  const timeline = { owner: ownerOf(key), language, cut };
  const page: Page | null = await readPage(store, timeline, archive);
  if (page === null) return null;
  const read = async (numbers: readonly number[]) => {
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
    previous: page.previous,
    entries: (await read(page.numbers)).flatMap(
      (release) => toEntry(newsroom, release, language, baseUrl) ?? [],
    ),
    tombstones: (await read(page.withdrawn)).flatMap((release) => toTombstone(release, language) ?? []),
    languages: newsroom.languages,
    founding: newsroom,
    tags: feedTags(timeline, archive === null ? null : page.numbers),
  };
}
