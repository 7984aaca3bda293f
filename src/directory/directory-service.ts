import { FALLBACK_LANGUAGE, LANGUAGES, type Language } from '../base/locale/language.ts';
import { Lock } from '../base/lock.ts';
import { fail, ok, type Result } from '../base/problem.ts';
import { toSecond } from '../base/time/instant.ts';
import {
  type CacheAction,
  directoryTags,
  feedTags,
  fewestTags,
  type InvalidateCache,
  isGone,
  tag,
} from '../documents/cache-tags.ts';
import type { CurrentVersion } from '../documents/current-version.ts';
import { type EncodedDocument, makeDocument, serve } from '../documents/document.ts';
import { announcementOf, type TouchedFeeds } from '../domain/announcement.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import { type Release, releaseId } from '../domain/release.ts';
import { isEntryIdOf } from '../domain/tag-uri.ts';
import { directoryCuts, ownerOf } from '../domain/timeline.ts';
import { homeOf } from '../domain/urls.ts';
import { type FeedSource, feedDocument } from '../feeds/feed-document.ts';
import type { FeedQuery } from '../feeds/feed-port.ts';
import { applyPlacements, placementsOf } from '../feeds/placement.ts';
import { readPage } from '../feeds/read-timeline.ts';
import { sourceAddress } from '../feeds/source-cache.ts';
import { toEntry, toTombstone } from '../feeds/to-entry.ts';
import { isChannelName } from '../jobs/jobs.ts';
import { Outbox } from '../jobs/outbox.ts';
import type { TaskOwner } from '../jobs/scheduler.ts';
import type { HubAnswer } from '../newsroom/delivery-port.ts';
import type { Dependencies } from '../newsroom/dependencies.ts';
import type { DirectoryPageQuery } from '../pages/page-port.ts';
import { directoryPage } from '../pages/views/directory-page.tsx';
import { mayBeRead, nextChange } from '../repository/commit.ts';
import { DIRECTORY_KEY } from '../repository/keys.ts';
import { decodeRelease, encodeRelease } from '../repository/records.ts';
import { Batch } from '../storage/batch.ts';
import type { Store, Stored } from '../storage/store.ts';
import { enqueuePush } from '../websub/enqueue-push.ts';
import { askHub, hubChannels } from '../websub/hub.ts';
import type { HubRequest } from '../websub/hub-request.ts';
import type { TopicOwner } from '../websub/topic-owner.ts';
import type { DirectoryPort, PublicChange } from './directory-port.ts';
import { discoveryText, discoveryType, newsSince } from './discovery.ts';
import type { DiscoveryQuery } from './discovery-port.ts';
import { putNews } from './news.ts';
import { list, readList } from './newsroom-list.ts';
import { directoryKeys as keys, newsroomIn } from './records.ts';

const OWNER = 'all';
const ALL = { kind: 'all' } as const;
const HEAD = 'directory:head';
/** Releases on the page of all newsrooms. */
const LATEST = 10;

/** The directory's own record. */
interface Head {
  readonly createdAt: number;
  readonly authority: string;
  readonly lastKey: number;
  readonly version: number;
  readonly changedAt: number;
  readonly crowded: boolean;
}

/** What a change did here. */
interface Applied {
  /** It was not known yet. */
  readonly isNew: boolean;
  /** Something was withdrawn that had not been. */
  readonly isGone: boolean;
  /** Of the directory's documents that it is seen in. */
  readonly tags: readonly string[];
}

const NOTHING: Applied = { isNew: false, isGone: false, tags: [] };

/** The letters and the length of every slug there can be. */
const SLUG = /^[a-z0-9-]{1,63}$/;

/**
 * Who has which slug and number, for ever, and the timeline across newsrooms. It holds copies of what is public, which
 * the newsrooms' outboxes bring; the newsrooms remain the authority.
 */
export class DirectoryService implements DirectoryPort, TaskOwner {
  readonly #dependencies: Dependencies;
  readonly #lock = new Lock();
  readonly #currentVersion: CurrentVersion;
  readonly #owner: TopicOwner;
  readonly #outbox: Outbox;
  readonly #invalidateCache: InvalidateCache;
  /** As a newsroom's: the latest version that was read, undefined when it is not known. */
  #readVersion: number | undefined;

  /** `markStale` is told what a change is seen in, of the newsroom's documents and of the directory's. */
  constructor(dependencies: Dependencies, invalidateCache: InvalidateCache = () => undefined) {
    this.#dependencies = dependencies;
    this.#invalidateCache = invalidateCache;
    this.#currentVersion = dependencies.currentVersions.of(DIRECTORY_KEY);
    const { store, now, random, rearm, log, outgoing, baseUrl, externalHub, pace } = dependencies;
    this.#owner = {
      store,
      now,
      random,
      rearm,
      log,
      outgoing,
      baseUrl,
      externalHub,
      pace,
      key: DIRECTORY_KEY,
      owner: OWNER,
      withLock: (work) => this.#lock.run(work),
      feed: (query) => this.feed(query),
      present: async () => ({ slug: null, languages: LANGUAGES }),
    };
    this.#outbox = new Outbox(this.#owner, hubChannels(this.#owner));
  }

  reserve(slug: string, key: number | null): Promise<Result<{ key: number; number: number }>> {
    return this.#lock.run(async () => {
      const { store } = this.#dependencies;
      const holder = numberIn(await store.get(keys.slug(slug)), 'key');
      // An address reserved for a newsroom that was never founded is finished by whoever asks next.
      if (holder !== null)
        return key === null || key === holder ? ok({ key: holder, number: holder }) : fail('taken');
      const batch = new Batch();
      if (key !== null) {
        batch.set(keys.slug(slug), { key });
        await batch.commit(store);
        return ok({ key, number: key });
      }
      const head = await this.#head();
      let fresh = head.lastKey + 1;
      while ((await store.get(keys.number(fresh))) !== null) fresh += 1;
      batch.set(keys.slug(slug), { key: fresh });
      batch.set(keys.number(fresh), { key: fresh });
      batch.set(HEAD, { ...head, lastKey: fresh });
      await batch.commit(store);
      return ok({ key: fresh, number: fresh });
    });
  }

  async keyOfSlug(slug: string): Promise<number | null> {
    // What an address names may be any text, and not every text is a key of the store.
    return SLUG.test(slug) ? numberIn(await this.#dependencies.store.get(keys.slug(slug)), 'key') : null;
  }

  async keyOfNumber(number: number): Promise<number | null> {
    return numberIn(await this.#dependencies.store.get(keys.number(number)), 'key');
  }

  claimNumber(number: number, key: number): Promise<Result<null>> {
    return this.#lock.run(async () => {
      const holder = await this.keyOfNumber(number);
      if (holder !== null && holder !== key) return fail('wrong-state', { rule: 'number-taken' });
      await this.#dependencies.store.commit([{ key: keys.number(number), value: { key } }]);
      return ok(null);
    });
  }

  async apply(newsroom: Newsroom, changes: readonly PublicChange[]): Promise<void> {
    await this.#lock.run(async () => {
      const { store, now } = this.#dependencies;
      const batch = new Batch();
      let version: number | null = null;
      const known = newsroomIn(await store.get(keys.newsroom(newsroom.number)));
      const owner = ownerOf((await this.keyOfNumber(newsroom.number)) ?? newsroom.number);
      const applied: Applied[] = [];
      for (const change of changes) applied.push(await this.#applyOne(batch, newsroom, change));
      const stale = [
        ...changes.map(({ tags }) => tags ?? [owner]),
        ...applied.map(({ tags }) => tags),
      ].flat();
      if (applied.some(({ isNew }) => isNew)) {
        // A release may come with a profile that is told of later.
        if (known?.revision !== newsroom.revision) stale.push(owner, OWNER);
        list(batch, known, newsroom);
        batch.set(keys.newsroom(newsroom.number), { newsroom });
        const head = await this.#head();
        version = head.version + 1;
        batch.set(HEAD, {
          ...head,
          version,
          ...nextChange(head, now(), mayBeRead(head.version, this.#readVersion)),
        });
      }
      const cure: CacheAction = applied.some(({ isGone }) => isGone) ? 'purge' : 'invalidate';
      if (stale.length > 0) this.#invalidateCache(fewestTags(stale), cure);
      await batch.commit(store);
      if (version !== null) this.#setCurrentVersion(version);
    });
    // What fails to start is still due.
    await this.#outbox.startEnqueued().catch(() => this.#dependencies.rearm());
  }

  async #applyOne(
    batch: Batch,
    newsroom: Newsroom,
    { release, isQuiet, tags }: PublicChange,
  ): Promise<Applied> {
    const { store, now } = this.#dependencies;
    if (release === null) {
      if (tags !== null) return NOTHING;
      await this.#enqueuePush(batch, 'profiles', null);
      return { isNew: true, isGone: false, tags: [OWNER] };
    }
    const id = releaseId(newsroom.number, release.number);
    // Two rows may tell of one release.
    const before = decodeRelease(batch.pending(keys.release(id)) ?? (await store.get(keys.release(id))));
    const news = isQuiet ? null : announcementOf(before, release, directoryCuts);
    // A quiet row may have come before a loud one of the same revision.
    if (news !== null) await this.#enqueuePush(batch, `${id}-${release.revision}`, news.touched);
    if (before !== null && before.revision >= release.revision) return NOTHING;
    await applyPlacements(store, batch, placementsOf(OWNER, id, before, release, directoryCuts));
    batch.set(keys.release(id), encodeRelease(release));
    await putNews(store, batch, id, before, release, now());
    return {
      isNew: true,
      isGone: isGone(before, release),
      tags: directoryTags(OWNER, id, before, release),
    };
  }

  async askHub(request: HubRequest): Promise<HubAnswer> {
    const answer = await this.#lock.run(() => askHub(this.#owner, request));
    if (answer.ok) await this.#outbox.startEnqueued();
    return answer;
  }

  /** The alarm's work for one row that is due. */
  async perform({ task, channel }: Stored, row: string): Promise<void> {
    if (task === 'queue' && isChannelName(channel)) await this.#outbox.run(channel, row);
  }

  /** When nothing goes on in the background. */
  settled(): Promise<void> {
    return this.#outbox.settled();
  }

  /** Finishes what is under way and begins nothing more. */
  stop(): Promise<void> {
    return this.#outbox.stop();
  }

  async feed(query: FeedQuery): Promise<Result<EncodedDocument>> {
    const head = await this.#head();
    this.#readVersion = head.version;
    const { documents, sources } = this.#dependencies;
    const address = sourceAddress(`all@${head.version}`, query);
    const document = await documents.get(`${address}${query.format}`, async () => {
      const source = await sources.get(address, () => this.#lock.run(() => this.#source(head, query)));
      return source === null ? null : feedDocument(source, query.format, this.#dependencies);
    });
    return document === null ? fail('not-found') : ok(serve(document, query.encoding));
  }

  async page({ language, before, encoding }: DirectoryPageQuery): Promise<Result<EncodedDocument>> {
    const head = await this.#head();
    this.#readVersion = head.version;
    const { documents, compress } = this.#dependencies;
    const address = `all@${head.version}/pages/${language}/${before ?? ''}`;
    const document = await documents.get(address, async () => {
      const text = await this.#lock.run(() => this.#page(language, before));
      if (text === null) return null;
      const { changedAt: lastModified, crowded } = head;
      const mediaType = 'text/html; charset=utf-8';
      // The newest releases stand where the list begins.
      const tags = before === null ? [OWNER, tag.list({ owner: OWNER, language, cut: ALL })] : [OWNER];
      return makeDocument(text, { mediaType, language, lastModified, crowded, tags, links: '' }, compress);
    });
    return document === null ? fail('not-found') : ok(serve(document, encoding));
  }

  async discover({ discovery, encoding }: DiscoveryQuery): Promise<Result<EncodedDocument>> {
    const head = await this.#head();
    this.#readVersion = head.version;
    const { store, baseUrl, documents, compress, now } = this.#dependencies;
    const isNews = discovery.kind === 'news-sitemap';
    const since = isNews ? newsSince(now()) : 0;
    const address = `all@${head.version}/${JSON.stringify(discovery)}@${since}`;
    const document = await documents.get(address, async () => {
      const text = await this.#lock.run(() => discoveryText({ store, baseUrl }, discovery, since));
      return makeDocument(
        text,
        {
          mediaType: discoveryType(discovery),
          language: FALLBACK_LANGUAGE,
          links: '',
          // News leaves without a change of the directory, so that its date tells nothing.
          lastModified: head.changedAt,
          crowded: head.crowded || isNews,
          tags: discovery.kind === 'opml' ? [OWNER] : [OWNER, tag.discovery(OWNER)],
        },
        compress,
      );
    });
    return document === null ? fail('not-found') : ok(serve(document, encoding));
  }

  async #page(language: Language, before: string | null): Promise<string | null> {
    const { store, baseUrl } = this.#dependencies;
    const listed = await readList(store, language, before);
    if (listed === null) return null;
    const newsrooms = (await store.getMany(listed.numbers.map(keys.newsroom))).flatMap(
      (record) => newsroomIn(record) ?? [],
    );
    const timeline = await readPage(store, { owner: OWNER, language, cut: ALL }, null);
    const latest = before === null ? (timeline?.numbers ?? []).slice(0, LATEST) : [];
    const entries = (await this.#releases(store, latest)).flatMap(
      ({ newsroom, release }) => toEntry(newsroom, release, language, baseUrl) ?? [],
    );
    const next = listed.next === null ? null : `${homeOf(baseUrl, language)}?before=${listed.next}`;
    return directoryPage({ baseUrl, language, newsrooms, next, isContinued: before !== null, entries });
  }

  /** The newsrooms count what leaves of their releases; what leaves from here nobody does. */
  #enqueuePush(batch: Batch, id: string, touched: readonly TouchedFeeds[] | null): Promise<void> {
    const { store, now } = this.#dependencies;
    return enqueuePush(batch, store, DIRECTORY_KEY, id, { number: null, touched, cursor: null }, now());
  }

  async #source(head: Head, { feed, archive }: FeedQuery): Promise<FeedSource | null> {
    const { store, baseUrl, externalHub } = this.#dependencies;
    const { language, cut } = feed;
    const timeline = { owner: OWNER, language, cut };
    const page = await readPage(store, timeline, archive);
    if (page === null) return null;
    return {
      feed,
      baseUrl,
      externalHub,
      archive,
      newsroom: null,
      previous: page.previous,
      changedAt: head.changedAt,
      crowded: head.crowded,
      entries: (await this.#releases(store, page.numbers)).flatMap(({ newsroom, release }) =>
        ownOnly(newsroom, toEntry(newsroom, release, language, baseUrl)),
      ),
      tombstones: (await this.#releases(store, page.withdrawn)).flatMap(({ newsroom, release }) =>
        ownOnly(newsroom, toTombstone(release, language)),
      ),
      languages: LANGUAGES,
      founding: head,
      tags: feedTags(timeline, archive === null ? null : page.numbers),
    };
  }

  async #releases(store: Store, ids: readonly number[]): Promise<{ newsroom: Newsroom; release: Release }[]> {
    const numbers = ids.map((id) => Math.floor(id / 1_000_000));
    const newsrooms = await store.getMany(numbers.map(keys.newsroom));
    const releases = await store.getMany(ids.map(keys.release));
    return releases.flatMap((record, at) => {
      const release = decodeRelease(record);
      const newsroom = newsroomIn(newsrooms[at]);
      return release === null || newsroom === null ? [] : [{ newsroom, release }];
    });
  }

  /** A head that was read before a commit may come in after it: versions only grow. */
  #setCurrentVersion(version: number): void {
    this.#currentVersion.shows(Math.max(version, this.#currentVersion.version ?? 0));
  }

  async #head(): Promise<Head> {
    const record = await this.#dependencies.store.get(HEAD);
    if (isHead(record)) {
      this.#setCurrentVersion(record.version);
      return record;
    }
    const createdAt = toSecond(this.#dependencies.now());
    const authority = new URL(this.#dependencies.baseUrl).hostname;
    const head = { createdAt, authority, lastKey: 0, version: 0, changedAt: createdAt, crowded: false };
    // Written at the first question, because the feeds' ids carry the founding day.
    await this.#dependencies.store.commit([{ key: HEAD, value: head }]);
    this.#readVersion = -1;
    return head;
  }
}

/** One with another newsroom's id would take its place in readers, or have them drop it. */
function ownOnly<T extends { readonly id: string }>(newsroom: Newsroom, found: T | null): T[] {
  return found !== null && isEntryIdOf(newsroom, found.id) ? [found] : [];
}

function isHead(record: Stored | null): record is Stored & Head {
  return typeof record?.lastKey === 'number' && typeof record.version === 'number';
}

function numberIn(record: Stored | null, field: string): number | null {
  const value = record?.[field];
  return typeof value === 'number' ? value : null;
}
