import type { RestorePart } from '../backup/backup-port.ts';
import { rebuildTimelines } from '../backup/rebuild/rebuild.ts';
import { beginRestore, exportPart, restoreDone, restorePart } from '../backup/transfer.ts';
import { sha256 } from '../base/crypto.ts';
import { sameJson } from '../base/json.ts';
import type { Language } from '../base/locale/language.ts';
import { fail, invalid, ok, type Result } from '../base/problem.ts';
import { toSecond } from '../base/time/instant.ts';
import type { SitemapQuery } from '../directory/discovery-port.ts';
import { newsroomSitemap } from '../directory/newsroom-sitemap.ts';
import { type EncodedDocument, serve } from '../documents/document.ts';
import type { Newsroom, Profile } from '../domain/newsroom.ts';
import type { Release } from '../domain/release.ts';
import { LAST_NUMBER } from '../domain/release.ts';
import type { Audience } from '../domain/representation.ts';
import { ownerOf } from '../domain/timeline.ts';
import type { FeedQuery } from '../feeds/feed-port.ts';
import { newsroomFeed } from '../feeds/newsroom-feed.ts';
import { timelineKeys } from '../feeds/timeline-keys.ts';
import type { ImportItem } from '../imports/document.ts';
import type { ItemOutcome } from '../imports/import-port.ts';
import { ImportService } from '../imports/import-service.ts';
import { JoinService } from '../imports/join-service.ts';
import type { FollowedSource } from '../imports/source-port.ts';
import { SourceService } from '../imports/source-service.ts';
import type { Deliveries } from '../jobs/delivery-counts.ts';
import { isChannelName } from '../jobs/jobs.ts';
import type { TaskOwner } from '../jobs/scheduler.ts';
import {
  correct,
  createRelease,
  liftEmbargo,
  patchRelease,
  publish,
  schedule,
  unschedule,
  withdraw,
} from '../lifecycle/changes.ts';
import type { ChangeContext } from '../lifecycle/context.ts';
import { MediaLibrary } from '../media/media-library.ts';
import type {
  MediaPage,
  MediaQuery,
  MediaUpload,
  MediaWithNewsroom,
  StagedUpload,
} from '../media/media-port.ts';
import type { PageQuery } from '../pages/page-port.ts';
import { PageService } from '../pages/page-service.ts';
import type { PreviewGrant } from '../pages/preview-port.ts';
import { PreviewService } from '../pages/preview-service.ts';
import { enqueueDirectoryUpdate, tagsIn, writeNewsroom } from '../repository/commit.ts';
import { newsroomKeys } from '../repository/keys.ts';
import { decodeRelease, encode, isIdempotencyRecord } from '../repository/records.ts';
import { NewsroomRepository } from '../repository/repository.ts';
import type { SearchFeedQuery, SearchPage, SearchQuery } from '../search/search-port.ts';
import { searchable } from '../search/search-rows.ts';
import { SearchService } from '../search/search-service.ts';
import { Batch } from '../storage/batch.ts';
import type { Stored } from '../storage/store.ts';
import type { SubscriptionWithNewsroom } from '../subscribers/subscriber-port.ts';
import { SubscriberService } from '../subscribers/subscriber-service.ts';
import { patchNewsroom, removedLanguages } from '../validation/newsroom-request.ts';
import { enqueuePush } from '../websub/enqueue-push.ts';
import type { HubRequest } from '../websub/hub-request.ts';
import type { HubAnswer, LetterPage } from './delivery-port.ts';
import { DeliveryService } from './delivery-service.ts';
import type { NewsroomDependencies } from './dependencies.ts';
import { listReleases } from './list-releases.ts';
import type { NewsroomPort } from './port.ts';
import type { ListQuery, ReleaseChange, ReleaseListPage, ReleaseWithNewsroom } from './release-port.ts';
import { mintToken } from './token.ts';
import type { Token } from './token-port.ts';
import { addToken, listTokens, revokeToken, tokenRecord, verifyToken } from './tokens.ts';

/** One newsroom: the only writer of its records, on Node one of many over one file, in a Durable Object alone. */
export class NewsroomService implements NewsroomPort, TaskOwner {
  readonly #key: number;
  readonly #dependencies: NewsroomDependencies;
  readonly #repository: NewsroomRepository;
  readonly #imports: ImportService;
  readonly #joins: JoinService;
  readonly #sources: SourceService;
  readonly #search: SearchService;
  readonly #pages: PageService;
  readonly #previews: PreviewService;
  readonly #library: MediaLibrary;
  readonly #deliveries: DeliveryService;
  readonly #subscribers: SubscriberService;

  constructor(key: number, dependencies: NewsroomDependencies) {
    this.#key = key;
    this.#dependencies = dependencies;
    this.#repository = new NewsroomRepository(key, dependencies, () => this.#release());
    this.#imports = new ImportService(this.#repository);
    this.#joins = new JoinService(this.#repository);
    this.#sources = new SourceService(this.#repository, this.#imports);
    this.#search = new SearchService(this.#repository);
    this.#library = new MediaLibrary(this.#repository);
    this.#pages = new PageService(this.#repository, { library: this.#library, search: this.#search });
    this.#previews = new PreviewService(this.#repository, this.#library);
    this.#deliveries = new DeliveryService(this.#repository, (query) => this.feed(query));
    this.#subscribers = new SubscriberService(this.#repository, this.#deliveries.mailChannel);
  }

  async found(profile: Profile, number: number): Promise<Result<{ newsroom: Newsroom; token: string }>> {
    return this.#repository.write(async () => {
      if ((await this.#repository.record()) !== null) return fail('taken');
      const { now, baseUrl, store } = this.#dependencies;
      const createdAt = toSecond(now());
      const newsroom: Newsroom = {
        ...profile,
        number,
        revision: 1,
        createdAt,
        authority: new URL(baseUrl).hostname,
      };
      const batch = new Batch();
      const parts = mintToken(number);
      const { record, token } = await tokenRecord(parts, createdAt);
      batch.set(newsroomKeys.token(this.#key, parts.id), encode(record));
      batch.set(newsroomKeys.searchable(this.#key), searchable(null));
      enqueueDirectoryUpdate(batch, this.#key);
      const written = writeNewsroom(batch, {
        schema: 1,
        key: this.#key,
        newsroom,
        version: 1,
        changedAt: createdAt,
        lastNumber: 0,
        writes: 0,
        restoring: false,
        crowded: false,
      });
      await batch.commit(store);
      this.#repository.setRecord(written);
      this.#repository.markRead(0);
      return ok({ newsroom, token });
    });
  }

  async newsroom(): Promise<Newsroom | null> {
    const record = await this.#repository.record();
    return record === null || record.restoring ? null : record.newsroom;
  }

  async patchNewsroom(body: unknown): Promise<Result<Newsroom>> {
    return this.#repository.write(async () => {
      const record = await this.#repository.record();
      if (record === null) return fail('not-found');
      const patched = patchNewsroom(record.newsroom, body, this.#dependencies.baseUrl);
      if (!patched.ok) return patched;
      for (const language of removedLanguages(record.newsroom, patched.value)) {
        if (await this.#hasReleases(language))
          return fail('wrong-state', { rule: 'language-has-public-variants' });
      }
      const { store, now } = this.#dependencies;
      const batch = new Batch();
      enqueueDirectoryUpdate(batch, this.#key);
      // Every feed says who publishes it.
      const everything = { number: null, touched: null, cursor: null };
      await enqueuePush(batch, store, this.#key, 'profile', everything, now());
      await this.#repository.commitVersion(batch, { ...record, newsroom: patched.value });
      return patched;
    });
  }

  verify(token: string): Promise<boolean> {
    return verifyToken(this.#dependencies.store, this.#key, token);
  }

  tokens(): Promise<Token[]> {
    return listTokens(this.#dependencies.store, this.#key);
  }

  async addToken(): Promise<{ token: string } & Token> {
    const number = (await this.#repository.record())?.newsroom.number ?? this.#key;
    return addToken(this.#dependencies.store, this.#key, number, toSecond(this.#dependencies.now()));
  }

  revokeToken(id: string): Promise<Result<null>> {
    return revokeToken(this.#dependencies.store, this.#key, id);
  }

  async create(body: unknown, idempotencyKey: string | null): Promise<Result<ReleaseWithNewsroom>> {
    const digest = idempotencyKey === null ? '' : await sha256(JSON.stringify(body) ?? '');
    return this.#repository.write(async () => {
      const record = await this.#repository.record();
      if (record === null) return fail('not-found');
      const { store, now } = this.#dependencies;
      const used =
        idempotencyKey === null ? null : newsroomKeys.idempotency(this.#key, await sha256(idempotencyKey));
      if (used !== null) {
        const replayed = await this.#replay(record.newsroom, await store.get(used), digest);
        if (replayed !== null) return replayed;
      }
      const number = record.lastNumber + 1;
      if (number > LAST_NUMBER) return fail('unavailable');
      const request = await this.#library.inRequest(record, body);
      const created = createRelease(this.#repository.changeContext(record), number, request);
      if (!created.ok) return created;
      const at = now();
      await this.#repository.commit(record, null, created.value, {
        extra: (batch) => {
          if (used === null) return;
          batch.set(used, encode({ schema: 1, body: digest, number, at }));
          batch.set(newsroomKeys.dueRow(at + DAY, this.#key, `forget-${number}`), {
            key: this.#key,
            task: 'forget',
            record: used,
          });
        },
      });
      return ok({ newsroom: record.newsroom, release: created.value });
    });
  }

  async release(number: number): Promise<ReleaseWithNewsroom | null> {
    const newsroom = await this.newsroom();
    const release = await this.#repository.release(number);
    return newsroom === null || release === null ? null : { newsroom, release };
  }

  async change(
    number: number,
    ifMatch: string | null,
    change: ReleaseChange,
  ): Promise<Result<ReleaseWithNewsroom>> {
    return this.#repository.change(number, ifMatch, async (record, release) => {
      const body = change.kind === 'patch' ? await this.#library.inRequest(record, change.body) : change.body;
      const changed = applyChange(this.#repository.changeContext(record), release, { ...change, body });
      if (!changed.ok) return changed;
      await this.#repository.commit(record, release, changed.value);
      return ok({ newsroom: record.newsroom, release: changed.value });
    });
  }

  importItems(items: readonly ImportItem[]): Promise<Result<readonly ItemOutcome[]>> {
    return this.#imports.importItems(items);
  }

  join(into: number, ifMatch: string | null, body: unknown): Promise<Result<ReleaseWithNewsroom>> {
    return this.#joins.join(into, ifMatch, body);
  }

  split(number: number, ifMatch: string | null, body: unknown): Promise<Result<ReleaseWithNewsroom>> {
    return this.#joins.split(number, ifMatch, body);
  }

  sources(): Promise<readonly FollowedSource[]> {
    return this.#sources.sources();
  }

  source(id: string): Promise<FollowedSource | null> {
    return this.#sources.source(id);
  }

  putSource(id: string, body: unknown): Promise<Result<{ source: FollowedSource; isNew: boolean }>> {
    return this.#sources.putSource(id, body);
  }

  removeSource(id: string): Promise<Result<null>> {
    return this.#sources.removeSource(id);
  }

  fetchSource(id: string): Promise<Result<FollowedSource>> {
    return this.#sources.fetchSource(id);
  }

  stageMedia(): Promise<Result<StagedUpload>> {
    return this.#library.stageMedia();
  }

  putMedia(upload: MediaUpload): Promise<Result<{ held: MediaWithNewsroom; isNew: boolean }>> {
    return this.#library.putMedia(upload);
  }

  mediaItem(id: string, audience: Audience): Promise<MediaWithNewsroom | null> {
    return this.#library.mediaItem(id, audience);
  }

  mediaItems(query: MediaQuery): Promise<Result<MediaPage>> {
    return this.#library.mediaItems(query);
  }

  patchMedia(id: string, ifMatch: string | null, body: unknown): Promise<Result<MediaWithNewsroom>> {
    return this.#library.patchMedia(id, ifMatch, body);
  }

  removeMedia(id: string): Promise<Result<null>> {
    return this.#library.removeMedia(id);
  }

  askHub(request: HubRequest): Promise<HubAnswer> {
    return this.#deliveries.askHub(request);
  }

  deliveries(number: number): Promise<Deliveries | null> {
    return this.#deliveries.deliveries(number);
  }

  deadLetters(cursor: string | null, limit: number): Promise<Result<LetterPage>> {
    return this.#deliveries.deadLetters(cursor, limit);
  }

  requeue(id: string): Promise<Result<null>> {
    return this.#deliveries.requeue(id);
  }

  subscribe(body: unknown): Promise<Result<null>> {
    return this.#subscribers.subscribe(body);
  }

  askedSubscription(token: string): Promise<Result<SubscriptionWithNewsroom>> {
    return this.#subscribers.askedSubscription(token);
  }

  confirmSubscription(token: string): Promise<Result<SubscriptionWithNewsroom>> {
    return this.#subscribers.confirmSubscription(token);
  }

  subscription(token: string): Promise<Result<SubscriptionWithNewsroom>> {
    return this.#subscribers.subscription(token);
  }

  changeSubscription(token: string, body: unknown): Promise<Result<SubscriptionWithNewsroom>> {
    return this.#subscribers.changeSubscription(token, body);
  }

  cancelSubscription(token: string): Promise<Result<SubscriptionWithNewsroom | null>> {
    return this.#subscribers.cancelSubscription(token);
  }

  bounced(body: unknown): Promise<Result<null>> {
    return this.#subscribers.bounced(body);
  }

  /** The alarm's work for one row that is due. */
  async perform({ task, number, source, channel, blob }: Stored, row: string): Promise<void> {
    if (task === 'lift' && typeof number === 'number') await this.#lift(number, row);
    if (task === 'source' && typeof source === 'string') await this.#sources.follow(source);
    if (task === 'search') await this.#search.indexOn();
    if (task === 'media' && typeof blob === 'string') await this.#library.clear(blob, row);
    if (task === 'outbox') await this.drain(row);
    if (task === 'queue' && isChannelName(channel)) await this.#deliveries.outbox.run(channel, row);
  }

  /** When nothing goes on in the background. */
  async settled(): Promise<void> {
    await this.#sources.settled();
    await this.#deliveries.outbox.settled();
  }

  /** Finishes what is under way and begins nothing more; what is still due waits for the next start. */
  async stop(): Promise<void> {
    await Promise.all([this.#sources.settled(), this.#deliveries.outbox.stop()]);
  }

  async list(query: ListQuery): Promise<Result<ReleaseListPage>> {
    const newsroom = await this.newsroom();
    if (newsroom === null) return fail('not-found');
    return listReleases(this.#dependencies.store, this.#key, newsroom, query);
  }

  async revisions(number: number): Promise<ReleaseWithNewsroom[] | null> {
    const held = await this.release(number);
    if (held === null) return null;
    const { store } = this.#dependencies;
    const records = await store.getMany(await store.keys(newsroomKeys.revisions(this.#key, number)));
    return records.flatMap((record) => {
      const release = decodeRelease(record);
      return release === null ? [] : [{ newsroom: held.newsroom, release }];
    });
  }

  async revision(number: number, revision: number): Promise<ReleaseWithNewsroom | null> {
    const newsroom = await this.newsroom();
    if (revision > 999_999_999) return null;
    const release = decodeRelease(
      await this.#dependencies.store.get(newsroomKeys.revision(this.#key, number, revision)),
    );
    return newsroom === null || release === null ? null : { newsroom, release };
  }

  async feed(query: FeedQuery): Promise<Result<EncodedDocument>> {
    const record = await this.#repository.record();
    if (record === null || record.restoring) return fail('not-found');
    this.#repository.markRead(record.version);
    const document = await newsroomFeed(this.#dependencies, record, query, (read) =>
      this.#repository.withLock(read),
    );
    return document === null ? fail('not-found') : ok(serve(document, query.encoding));
  }

  search(query: SearchQuery): Promise<Result<SearchPage>> {
    return this.#search.search(query);
  }

  searchFeed(query: SearchFeedQuery): Promise<Result<EncodedDocument>> {
    return this.#search.searchFeed(query);
  }

  page(query: PageQuery): Promise<Result<EncodedDocument>> {
    return this.#pages.page(query);
  }

  grantPreview(number: number, body: unknown): Promise<Result<PreviewGrant>> {
    return this.#previews.grantPreview(number, body);
  }

  preview(token: string, language: Language): Promise<Result<string>> {
    return this.#previews.preview(token, language);
  }

  async sitemap({ part, encoding }: SitemapQuery): Promise<Result<EncodedDocument>> {
    const record = await this.#repository.record();
    if (record === null || record.restoring) return fail('not-found');
    this.#repository.markRead(record.version);
    const document = await newsroomSitemap(this.#repository, record, part);
    return document === null ? fail('not-found') : ok(serve(document, encoding));
  }

  exportPart(cursor: string | null): Promise<{ text: string; next: string | null }> {
    return exportPart(this.#dependencies, this.#key, cursor);
  }

  async restorePart(part: RestorePart): Promise<Result<null>> {
    return this.#repository.write(async () => {
      const record = await this.#repository.record();
      if (record === null) return fail('not-found');
      const begun = part.isFirst ? await beginRestore(this.#dependencies, record, part) : ok(record);
      if (!begun.ok) return begun;
      if (record.restoring) this.#repository.setRecord(begun.value);
      const lines = part.isFirst ? part.lines.slice(1) : part.lines;
      const restored = await restorePart(this.#dependencies, begun.value, part.attempt, lines);
      if (!restored.ok) return restored;
      this.#repository.setRecord(restored.value);
      return ok(null);
    });
  }

  async restoreDone(attempt: string): Promise<Result<Newsroom>> {
    return this.#repository.write(async () => {
      const record = await this.#repository.record();
      if (record === null) return fail('not-found');
      const restored = await restoreDone(this.#dependencies, record, attempt);
      if (!restored.ok) return restored;
      this.#repository.setRecord(restored.value);
      return ok(restored.value.newsroom);
    });
  }

  async rebuild(): Promise<{ rows: number; repaired: number }> {
    const { store } = this.#dependencies;
    const rebuilt = await this.#repository.withLock(async () => {
      const mended = await rebuildTimelines(store, this.#key, ownerOf(this.#key));
      const record = await this.#repository.record();
      const batch = new Batch();
      // The directory lists the newsroom anew.
      enqueueDirectoryUpdate(batch, this.#key);
      // What is in caches was made of the rows as they were, those too that a rebuild before has mended and broken off.
      if (record === null || record.restoring) await batch.commit(store);
      else await this.#repository.commitVersion(batch, record);
      return mended;
    });
    this.#dependencies.rearm();
    return rebuilt;
  }

  /**
   * The alarm's work for one embargo, whose row goes under the lock. One that is due no more is passed over, and so is
   * one of a newsroom that is being restored: the end of the restore sets it anew.
   */
  async #lift(number: number, row: string): Promise<void> {
    const { store } = this.#dependencies;
    const result = await this.#repository.write(async () => {
      const record = await this.#repository.record();
      const release = record === null || record.restoring ? null : await this.#repository.release(number);
      const lifted =
        record === null || release === null
          ? null
          : liftEmbargo(this.#repository.changeContext(record), release);
      if (record !== null && lifted?.ok) {
        await this.#repository.commit(record, release, lifted.value, { extra: (batch) => batch.remove(row) });
      } else {
        await store.commit([{ key: row }]);
      }
      return ok(null);
    });
    // Another process has written: to be tried again.
    if (!result.ok) throw new Error('the embargo is not lifted');
  }

  /** What a write has put into the outbox goes: deliveries begin, the directory is told. */
  async #release(): Promise<void> {
    await this.#deliveries.outbox.startEnqueued();
    await this.drain();
  }

  /**
   * Brings the directory up to date. Every row is sent as the release is now; a failure leaves the rows. `woken` is the due row
   * that asked for it, which may have been put off, and goes with the last of them.
   */
  async drain(woken: string | null = null): Promise<void> {
    let isDone = false;
    while (!isDone) isDone = await this.#updateDirectory(woken);
  }

  /** Tells it of some rows of the outbox. Returns whether none is left. */
  async #updateDirectory(woken: string | null): Promise<boolean> {
    const { store, directory } = this.#dependencies;
    const rows = await store.keys(newsroomKeys.outbox(this.#key), { limit: AT_ONCE });
    const record = await this.#repository.record();
    if (record === null || record.restoring) return this.#postponeUpdates(woken);
    const values = await store.getMany(rows);
    const told = await Promise.all(
      values.map(async (value) => ({
        release: typeof value?.number === 'number' ? await this.#repository.release(value.number) : null,
        isQuiet: value?.isQuiet === true,
        tags: value === null ? null : tagsIn(value),
      })),
    );
    if (told.length > 0) await directory.apply(record.newsroom, told);
    return this.#repository.withLock(async () => {
      const batch = new Batch();
      const present = await store.getMany(rows);
      const revision = (await this.#repository.record())?.newsroom.revision;
      for (const [index, row] of rows.entries()) {
        const release = told[index]?.release ?? null;
        const isTold =
          release === null
            ? revision === record.newsroom.revision
            : (await this.#repository.release(release.number))?.revision === release.revision;
        // Another row may have taken its place, about other documents.
        if (isTold && sameJson(present[index], values[index])) batch.remove(row);
      }
      const left = await store.keys(newsroomKeys.outbox(this.#key), { limit: rows.length + 1 });
      const isEmpty = left.every((row) => batch.pending(row) === null);
      if (isEmpty) for (const row of this.#asking(woken)) batch.remove(row);
      await batch.commit(store);
      return isEmpty;
    });
  }

  /** While the newsroom is closed; the end of the restore asks again. False when it has come meanwhile. */
  #postponeUpdates(woken: string | null): Promise<boolean> {
    return this.#repository.withLock(async () => {
      const record = await this.#repository.record();
      if (record !== null && !record.restoring) return false;
      await this.#dependencies.store.commit(this.#asking(woken).map((key) => ({ key })));
      return true;
    });
  }

  /** The due rows that ask for the outbox to be told of. */
  #asking(woken: string | null): string[] {
    const row = newsroomKeys.dueRow(0, this.#key, 'outbox');
    return woken === null || woken === row ? [row] : [row, woken];
  }

  async #replay(
    newsroom: Newsroom,
    used: object | null,
    digest: string,
  ): Promise<Result<ReleaseWithNewsroom> | null> {
    const record = used === null ? null : { ...used };
    if (!isIdempotencyRecord(record) || record.at + DAY <= this.#dependencies.now()) return null;
    if (record.body !== digest) {
      return fail('idempotency-mismatch', { errors: [{ pointer: 'Idempotency-Key', code: 'duplicate' }] });
    }
    const first = await this.revision(record.number, 1);
    return first === null ? null : ok({ newsroom, release: first.release });
  }

  /** A release in `language` is public, or will be: its newsroom cannot give the language up. */
  async #hasReleases(language: Language): Promise<boolean> {
    const { store } = this.#dependencies;
    const timeline = { owner: ownerOf(this.#key), language, cut: { kind: 'all' } } as const;
    const bases = [timelineKeys.allRows(timeline), newsroomKeys.index(this.#key, 'scheduled', language)];
    const found = await Promise.all(bases.map((base) => store.keys(base, { limit: 1 })));
    return found.some((rows) => rows.length > 0);
  }
}

/** Rows of the outbox that the directory is told of at once; a release has 2 MB at most, a call to an object 32. */
const AT_ONCE = 12;
const DAY = 24 * 60 * 60 * 1000;

function applyChange(changeContext: ChangeContext, release: Release, change: ReleaseChange): Result<Release> {
  switch (change.kind) {
    case 'patch':
      return patchRelease(changeContext, release, change.body);
    case 'publish':
      return publish(changeContext, release, change.body);
    case 'schedule':
      return schedule(changeContext, release, change.body);
    case 'unschedule':
      return unschedule(release, change.body);
    case 'correct':
      return correct(changeContext, release, change.body);
    case 'withdraw':
      return withdraw(changeContext, release, change.body);
    default:
      return invalid({ pointer: '', code: 'unknown-choice' });
  }
}
