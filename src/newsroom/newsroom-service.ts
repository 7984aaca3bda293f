import type { HubRequest } from '../websub/hub-request.ts';
import { serve } from '../documents/document.ts';
import type { IntakeItem } from '../imports/document.ts';
import type { Language } from '../base/locale/language.ts';
import { fail, invalid, ok, type Result } from '../base/problem.ts';
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
import type { Desk } from '../lifecycle/context.ts';
import { sameJson } from '../base/json.ts';
import { patchNewsroom, removedLanguages } from '../validation/newsroom-request.ts';
import type { Release } from '../domain/release.ts';
import type { Audience } from '../domain/representation.ts';
import { Batch } from '../storage/batch.ts';
import type { Stored } from '../storage/store.ts';
import { toSecond } from '../base/time/instant.ts';
import { timelineKeys } from '../feeds/timeline-keys.ts';
import { ownerOf, tagsIn, tellDirectory, writeNewsroom } from '../repository/commit.ts';
import type { SitemapQuery } from '../directory/discovery-port.ts';
import { newsroomSitemap } from '../directory/newsroom-sitemap.ts';
import { newsroomFeed } from '../feeds/newsroom-feed.ts';
import { Imports } from '../imports/import-service.ts';
import type { ItemOutcome } from '../imports/import-port.ts';
import { Joining } from '../imports/join-service.ts';
import { Sources } from '../imports/source-service.ts';
import type { FollowedSource } from '../imports/source-port.ts';
import { newsroomKeys } from '../repository/keys.ts';
import { listReleases } from './list-releases.ts';
import { Library } from '../media/media-library.ts';
import type { HeldMedia, MediaPage, MediaQuery, MediaUpload, Staged } from '../media/media-port.ts';
import { putPush } from './enqueue-deliveries.ts';
import type { Deliveries } from '../jobs/delivery-counts.ts';
import type { HubAnswer, LetterPage } from './delivery-port.ts';
import { isChannelName } from '../jobs/jobs.ts';
import { Leaving } from './delivery-service.ts';
import { Pages } from '../pages/page-service.ts';
import type { PageQuery } from '../pages/page-port.ts';
import type { PreviewGrant } from '../pages/preview-port.ts';
import { Previews } from '../pages/preview-service.ts';
import type {
  FeedQuery,
  Held,
  HeldPage,
  ListQuery,
  NewsroomPort,
  ReleaseChange,
  RestorePart,
  Served,
  Token,
} from './port.ts';
import type { NewsroomPremises } from './dependencies.ts';
import type { Newsroom, Profile } from '../domain/newsroom.ts';
import { rebuildTimelines } from '../backup/rebuild/rebuild.ts';
import { decodeRelease, encode, isIdempotencyRecord } from '../repository/records.ts';
import { LAST_NUMBER, Room } from '../repository/repository.ts';
import type { SearchFeedQuery, SearchPage, SearchQuery } from '../search/search-port.ts';
import { searchable } from '../search/search-rows.ts';
import { Searching } from '../search/search-service.ts';
import { Subscribers } from '../subscribers/subscriber-service.ts';
import type { HeldSubscription } from '../subscribers/subscriber-port.ts';
import { mintToken, sha256 } from './token.ts';
import { addToken, listTokens, revokeToken, tokenRecord, verifyToken } from './tokens.ts';
import { beginRestore, exportPart, restoreDone, restorePart } from '../backup/transfer.ts';
import type { DueOwner } from '../jobs/scheduler.ts';

/** One newsroom: the only writer of its records, on Node one of many over one file, in a Durable Object alone. */
export class NewsroomHouse implements NewsroomPort, DueOwner {
  readonly #key: number;
  readonly #premises: NewsroomPremises;
  readonly #room: Room;
  readonly #imports: Imports;
  readonly #joining: Joining;
  readonly #sources: Sources;
  readonly #searching: Searching;
  readonly #pages: Pages;
  readonly #previews: Previews;
  readonly #library: Library;
  readonly #leaving: Leaving;
  readonly #subscribers: Subscribers;

  constructor(key: number, premises: NewsroomPremises) {
    this.#key = key;
    this.#premises = premises;
    this.#room = new Room(key, premises, () => this.#release());
    this.#imports = new Imports(this.#room);
    this.#joining = new Joining(this.#room);
    this.#sources = new Sources(this.#room, this.#imports);
    this.#searching = new Searching(this.#room);
    this.#library = new Library(this.#room);
    this.#pages = new Pages(this.#room, { library: this.#library, search: this.#searching });
    this.#previews = new Previews(this.#room, this.#library);
    this.#leaving = new Leaving(this.#room, (query) => this.feed(query));
    this.#subscribers = new Subscribers(this.#room, this.#leaving.mailroom);
  }

  async found(profile: Profile, number: number): Promise<Result<{ newsroom: Newsroom; token: string }>> {
    return this.#room.write(async () => {
      if ((await this.#room.record()) !== null) return fail('taken');
      const { now, baseUrl, store } = this.#premises;
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
      tellDirectory(batch, this.#key);
      const written = writeNewsroom(batch, {
        ...{ schema: 1, key: this.#key, newsroom, version: 1, changedAt: createdAt },
        ...{ lastNumber: 0, writes: 0, restoring: false, crowded: false },
      });
      await batch.commit(store);
      this.#room.becomes(written);
      this.#room.isRead(0);
      return ok({ newsroom, token });
    });
  }

  async newsroom(): Promise<Newsroom | null> {
    const record = await this.#room.record();
    return record === null || record.restoring ? null : record.newsroom;
  }

  async patchNewsroom(body: unknown): Promise<Result<Newsroom>> {
    return this.#room.write(async () => {
      const record = await this.#room.record();
      if (record === null) return fail('not-found');
      const patched = patchNewsroom(record.newsroom, body, this.#premises.baseUrl);
      if (!patched.ok) return patched;
      for (const language of removedLanguages(record.newsroom, patched.value)) {
        if (await this.#hasReleases(language))
          return fail('wrong-state', { rule: 'language-has-public-variants' });
      }
      const { store, now } = this.#premises;
      const batch = new Batch();
      tellDirectory(batch, this.#key);
      // Every feed says who publishes it.
      const everything = { number: null, touched: null, cursor: null };
      await putPush(batch, store, this.#key, 'profile', everything, now());
      await this.#room.commitVersion(batch, { ...record, newsroom: patched.value });
      return patched;
    });
  }

  verify(token: string): Promise<boolean> {
    return verifyToken(this.#premises.store, this.#key, token);
  }

  tokens(): Promise<Token[]> {
    return listTokens(this.#premises.store, this.#key);
  }

  async addToken(): Promise<{ token: string } & Token> {
    const number = (await this.#room.record())?.newsroom.number ?? this.#key;
    return addToken(this.#premises.store, this.#key, number, toSecond(this.#premises.now()));
  }

  revokeToken(id: string): Promise<Result<null>> {
    return revokeToken(this.#premises.store, this.#key, id);
  }

  async create(body: unknown, idempotencyKey: string | null): Promise<Result<Held>> {
    const digest = idempotencyKey === null ? '' : await sha256(JSON.stringify(body) ?? '');
    return this.#room.write(async () => {
      const record = await this.#room.record();
      if (record === null) return fail('not-found');
      const { store, now } = this.#premises;
      const used =
        idempotencyKey === null ? null : newsroomKeys.idempotency(this.#key, await sha256(idempotencyKey));
      if (used !== null) {
        const replayed = await this.#replay(record.newsroom, await store.get(used), digest);
        if (replayed !== null) return replayed;
      }
      const number = record.lastNumber + 1;
      if (number > LAST_NUMBER) return fail('unavailable');
      const request = await this.#library.inRequest(record, body);
      const created = createRelease(this.#room.desk(record), number, request);
      if (!created.ok) return created;
      const at = now();
      await this.#room.commit(record, null, created.value, {
        extra: (batch) => {
          if (used === null) return;
          batch.set(used, encode({ schema: 1, body: digest, number, at }));
          batch.set(newsroomKeys.dueRow(at + DAY, this.#key, `forget-${number}`), {
            ...{ key: this.#key, task: 'forget', record: used },
          });
        },
      });
      return ok({ newsroom: record.newsroom, release: created.value });
    });
  }

  async release(number: number): Promise<Held | null> {
    const newsroom = await this.newsroom();
    const release = await this.#room.release(number);
    return newsroom === null || release === null ? null : { newsroom, release };
  }

  async change(number: number, ifMatch: string | null, change: ReleaseChange): Promise<Result<Held>> {
    return this.#room.change(number, ifMatch, async (record, release) => {
      const body = change.kind === 'patch' ? await this.#library.inRequest(record, change.body) : change.body;
      const changed = applyChange(this.#room.desk(record), release, { ...change, body });
      if (!changed.ok) return changed;
      await this.#room.commit(record, release, changed.value);
      return ok({ newsroom: record.newsroom, release: changed.value });
    });
  }

  importItems(items: readonly IntakeItem[]): Promise<Result<readonly ItemOutcome[]>> {
    return this.#imports.importItems(items);
  }

  join(into: number, ifMatch: string | null, body: unknown): Promise<Result<Held>> {
    return this.#joining.join(into, ifMatch, body);
  }

  split(number: number, ifMatch: string | null, body: unknown): Promise<Result<Held>> {
    return this.#joining.split(number, ifMatch, body);
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

  stageMedia(): Promise<Result<Staged>> {
    return this.#library.stageMedia();
  }

  putMedia(upload: MediaUpload): Promise<Result<{ held: HeldMedia; isNew: boolean }>> {
    return this.#library.putMedia(upload);
  }

  mediaItem(id: string, audience: Audience): Promise<HeldMedia | null> {
    return this.#library.mediaItem(id, audience);
  }

  mediaItems(query: MediaQuery): Promise<Result<MediaPage>> {
    return this.#library.mediaItems(query);
  }

  patchMedia(id: string, ifMatch: string | null, body: unknown): Promise<Result<HeldMedia>> {
    return this.#library.patchMedia(id, ifMatch, body);
  }

  removeMedia(id: string): Promise<Result<null>> {
    return this.#library.removeMedia(id);
  }

  askHub(request: HubRequest): Promise<HubAnswer> {
    return this.#leaving.askHub(request);
  }

  deliveries(number: number): Promise<Deliveries | null> {
    return this.#leaving.deliveries(number);
  }

  deadLetters(cursor: string | null, limit: number): Promise<Result<LetterPage>> {
    return this.#leaving.deadLetters(cursor, limit);
  }

  requeue(id: string): Promise<Result<null>> {
    return this.#leaving.requeue(id);
  }

  subscribe(body: unknown): Promise<Result<null>> {
    return this.#subscribers.subscribe(body);
  }

  askedSubscription(token: string): Promise<Result<HeldSubscription>> {
    return this.#subscribers.askedSubscription(token);
  }

  confirmSubscription(token: string): Promise<Result<HeldSubscription>> {
    return this.#subscribers.confirmSubscription(token);
  }

  subscription(token: string): Promise<Result<HeldSubscription>> {
    return this.#subscribers.subscription(token);
  }

  changeSubscription(token: string, body: unknown): Promise<Result<HeldSubscription>> {
    return this.#subscribers.changeSubscription(token, body);
  }

  cancelSubscription(token: string): Promise<Result<HeldSubscription | null>> {
    return this.#subscribers.cancelSubscription(token);
  }

  bounced(body: unknown): Promise<Result<null>> {
    return this.#subscribers.bounced(body);
  }

  /** The alarm's work for one row that is due. */
  async perform({ task, number, source, channel, blob }: Stored, row: string): Promise<void> {
    if (task === 'lift' && typeof number === 'number') await this.#lift(number, row);
    if (task === 'source' && typeof source === 'string') await this.#sources.follow(source);
    if (task === 'search') await this.#searching.indexOn();
    if (task === 'media' && typeof blob === 'string') await this.#library.clear(blob, row);
    if (task === 'outbox') await this.drain(row);
    if (task === 'queue' && isChannelName(channel)) await this.#leaving.outbox.run(channel, row);
  }

  /** When nothing goes on in the background. */
  async settled(): Promise<void> {
    await this.#sources.settled();
    await this.#leaving.outbox.settled();
  }

  /** Finishes what is under way and begins nothing more; what is still due waits for the next start. */
  async stop(): Promise<void> {
    await Promise.all([this.#sources.settled(), this.#leaving.outbox.stop()]);
  }

  async list(query: ListQuery): Promise<Result<HeldPage>> {
    const newsroom = await this.newsroom();
    if (newsroom === null) return fail('not-found');
    return listReleases(this.#premises.store, this.#key, newsroom, query);
  }

  async revisions(number: number): Promise<Held[] | null> {
    const held = await this.release(number);
    if (held === null) return null;
    const { store } = this.#premises;
    const records = await store.getMany(await store.keys(newsroomKeys.revisions(this.#key, number)));
    return records.flatMap((record) => {
      const release = decodeRelease(record);
      return release === null ? [] : [{ newsroom: held.newsroom, release }];
    });
  }

  async revision(number: number, revision: number): Promise<Held | null> {
    const newsroom = await this.newsroom();
    if (revision > 999_999_999) return null;
    const release = decodeRelease(
      await this.#premises.store.get(newsroomKeys.revision(this.#key, number, revision)),
    );
    return newsroom === null || release === null ? null : { newsroom, release };
  }

  async feed(query: FeedQuery): Promise<Result<Served>> {
    const record = await this.#room.record();
    if (record === null || record.restoring) return fail('not-found');
    this.#room.isRead(record.version);
    const document = await newsroomFeed(this.#premises, record, query, (read) => this.#room.alone(read));
    return document === null ? fail('not-found') : ok(serve(document, query.encoding));
  }

  search(query: SearchQuery): Promise<Result<SearchPage>> {
    return this.#searching.search(query);
  }

  searchFeed(query: SearchFeedQuery): Promise<Result<Served>> {
    return this.#searching.searchFeed(query);
  }

  page(query: PageQuery): Promise<Result<Served>> {
    return this.#pages.page(query);
  }

  grantPreview(number: number, body: unknown): Promise<Result<PreviewGrant>> {
    return this.#previews.grantPreview(number, body);
  }

  preview(token: string, language: Language): Promise<Result<string>> {
    return this.#previews.preview(token, language);
  }

  async sitemap({ part, encoding }: SitemapQuery): Promise<Result<Served>> {
    const record = await this.#room.record();
    if (record === null || record.restoring) return fail('not-found');
    this.#room.isRead(record.version);
    const document = await newsroomSitemap(this.#room, record, part);
    return document === null ? fail('not-found') : ok(serve(document, encoding));
  }

  exportPart(cursor: string | null): Promise<{ text: string; next: string | null }> {
    return exportPart(this.#premises, this.#key, cursor);
  }

  async restorePart(part: RestorePart): Promise<Result<null>> {
    return this.#room.write(async () => {
      const record = await this.#room.record();
      if (record === null) return fail('not-found');
      const begun = part.isFirst ? await beginRestore(this.#premises, record, part) : ok(record);
      if (!begun.ok) return begun;
      if (record.restoring) this.#room.becomes(begun.value);
      const lines = part.isFirst ? part.lines.slice(1) : part.lines;
      const restored = await restorePart(this.#premises, begun.value, part.attempt, lines);
      if (!restored.ok) return restored;
      this.#room.becomes(restored.value);
      return ok(null);
    });
  }

  async restoreDone(attempt: string): Promise<Result<Newsroom>> {
    return this.#room.write(async () => {
      const record = await this.#room.record();
      if (record === null) return fail('not-found');
      const restored = await restoreDone(this.#premises, record, attempt);
      if (!restored.ok) return restored;
      this.#room.becomes(restored.value);
      return ok(restored.value.newsroom);
    });
  }

  async rebuild(): Promise<{ rows: number; repaired: number }> {
    const { store } = this.#premises;
    const rebuilt = await this.#room.alone(async () => {
      const mended = await rebuildTimelines(store, this.#key, ownerOf(this.#key));
      const record = await this.#room.record();
      const batch = new Batch();
      // The directory lists the newsroom anew.
      tellDirectory(batch, this.#key);
      // What is in caches was made of the rows as they were, those too that a rebuild before has mended and broken off.
      if (record === null || record.restoring) await batch.commit(store);
      else await this.#room.commitVersion(batch, record);
      return mended;
    });
    this.#premises.rearm();
    return rebuilt;
  }

  /**
   * The alarm's work for one embargo, whose row goes under the lock. One that is due no more is passed over, and so is
   * one of a newsroom that is being restored: the end of the restore sets it anew.
   */
  async #lift(number: number, row: string): Promise<void> {
    const { store } = this.#premises;
    const result = await this.#room.write(async () => {
      const record = await this.#room.record();
      const release = record === null || record.restoring ? null : await this.#room.release(number);
      const lifted =
        record === null || release === null ? null : liftEmbargo(this.#room.desk(record), release);
      if (record !== null && lifted?.ok) {
        await this.#room.commit(record, release, lifted.value, { extra: (batch) => batch.remove(row) });
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
    await this.#leaving.outbox.kick();
    await this.drain();
  }

  /**
   * Brings the directory up to date. Every row is sent as the release is now; a failure leaves the rows. `woken` is the due row
   * that asked for it, which may have been put off, and goes with the last of them.
   */
  async drain(woken: string | null = null): Promise<void> {
    let isDone = false;
    while (!isDone) isDone = await this.#tellDirectory(woken);
  }

  /** Tells it of some rows of the outbox. Returns whether none is left. */
  async #tellDirectory(woken: string | null): Promise<boolean> {
    const { store, directory } = this.#premises;
    const rows = await store.keys(newsroomKeys.outbox(this.#key), { limit: AT_ONCE });
    const record = await this.#room.record();
    if (record === null || record.restoring) return this.#tellsLater(woken);
    const values = await store.getMany(rows);
    const told = await Promise.all(
      values.map(async (value) => ({
        release: typeof value?.number === 'number' ? await this.#room.release(value.number) : null,
        isQuiet: value?.isQuiet === true,
        tags: value === null ? null : tagsIn(value),
      })),
    );
    if (told.length > 0) await directory.apply(record.newsroom, told);
    return this.#room.alone(async () => {
      const batch = new Batch();
      const present = await store.getMany(rows);
      const revision = (await this.#room.record())?.newsroom.revision;
      for (const [index, row] of rows.entries()) {
        const release = told[index]?.release ?? null;
        const isTold =
          release === null
            ? revision === record.newsroom.revision
            : (await this.#room.release(release.number))?.revision === release.revision;
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
  #tellsLater(woken: string | null): Promise<boolean> {
    return this.#room.alone(async () => {
      const record = await this.#room.record();
      if (record !== null && !record.restoring) return false;
      await this.#premises.store.commit(this.#asking(woken).map((key) => ({ key })));
      return true;
    });
  }

  /** The due rows that ask for the outbox to be told of. */
  #asking(woken: string | null): string[] {
    const row = newsroomKeys.dueRow(0, this.#key, 'outbox');
    return woken === null || woken === row ? [row] : [row, woken];
  }

  async #replay(newsroom: Newsroom, used: object | null, digest: string): Promise<Result<Held> | null> {
    const record = used === null ? null : { ...used };
    if (!isIdempotencyRecord(record) || record.at + DAY <= this.#premises.now()) return null;
    if (record.body !== digest) {
      return fail('idempotency-mismatch', { errors: [{ pointer: 'Idempotency-Key', code: 'duplicate' }] });
    }
    const first = await this.revision(record.number, 1);
    return first === null ? null : ok({ newsroom, release: first.release });
  }

  /** A release in `language` is public, or will be: its newsroom cannot give the language up. */
  async #hasReleases(language: Language): Promise<boolean> {
    const { store } = this.#premises;
    const shelf = { owner: ownerOf(this.#key), language, cut: { kind: 'all' } } as const;
    const bases = [timelineKeys.allRows(shelf), newsroomKeys.index(this.#key, 'scheduled', language)];
    const found = await Promise.all(bases.map((base) => store.keys(base, { limit: 1 })));
    return found.some((rows) => rows.length > 0);
  }
}

/** Rows of the outbox that the directory is told of at once; a release has 2 MB at most, a call to an object 32. */
const AT_ONCE = 12;
const DAY = 24 * 60 * 60 * 1000;

function applyChange(desk: Desk, release: Release, change: ReleaseChange): Result<Release> {
  switch (change.kind) {
    case 'patch':
      return patchRelease(desk, release, change.body);
    case 'publish':
      return publish(desk, release, change.body);
    case 'schedule':
      return schedule(desk, release, change.body);
    case 'unschedule':
      return unschedule(release, change.body);
    case 'correct':
      return correct(desk, release, change.body);
    case 'withdraw':
      return withdraw(desk, release, change.body);
    default:
      return invalid({ pointer: '', code: 'unknown-choice' });
  }
}
