import { feedTags } from '../documents/cache-tags.ts';
import type { Document } from '../documents/document.ts';
import { ownerOf } from '../domain/timeline.ts';
import type { NewsroomDependencies } from '../newsroom/dependencies.ts';
import { newsroomKeys } from '../repository/keys.ts';
import { decodeRelease, type NewsroomRecord } from '../repository/records.ts';
import { type FeedSource, feedDocument } from './feed-document.ts';
import type { FeedQuery } from './feed-port.ts';
import { type Page, readPage } from './read-timeline.ts';
import { sourceAddress } from './source-cache.ts';
import { toEntry, toTombstone } from './to-entry.ts';

/** Takes care that nothing is written while `read` runs, so that a document is of one version. */
export type WithLock = <T>(read: () => Promise<T>) => Promise<T>;

/** One feed document of a newsroom; null for a language it has not or an archive document that is not there. */
export async function newsroomFeed(
  dependencies: NewsroomDependencies,
  record: NewsroomRecord,
  query: FeedQuery,
  withLock: WithLock,
): Promise<Document | null> {
  const { language } = query.feed;
  if (!record.newsroom.languages.includes(language)) return null;
  const { documents, sources } = dependencies;
  const address = sourceAddress(`${record.key}@${record.version}`, query);
  return documents.get(`${address}${query.format}`, async () => {
    const source = await sources.get(address, () => withLock(() => readSource(dependencies, record, query)));
    return source === null ? null : feedDocument(source, query.format, dependencies);
  });
}

async function readSource(
  { store, baseUrl, externalHub }: NewsroomDependencies,
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
