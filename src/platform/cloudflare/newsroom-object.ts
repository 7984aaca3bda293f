import { DurableObject } from 'cloudflare:workers';
import type { HubRequest } from '../../websub/hub-request.ts';
import { DocumentCache } from '../../documents/document.ts';
import type { IntakeItem } from '../../imports/document.ts';
import { readDocument } from '../../imports/read-document.ts';
import type { Language } from '../../base/locale/language.ts';
import type { Log } from '../../base/log.ts';
import type { SitemapQuery } from '../../directory/discovery-port.ts';
import { Editions } from '../../documents/current-version.ts';
import type { MediaQuery, MediaUpload } from '../../media/media-port.ts';
import { NewsroomHouse } from '../../newsroom/newsroom-service.ts';
import type { PageQuery } from '../../pages/page-port.ts';
import type { FeedQuery, ListQuery, NewsroomPort, ReleaseChange, RestorePart } from '../../newsroom/port.ts';
import type { Profile } from '../../domain/newsroom.ts';
import type { SearchFeedQuery, SearchQuery } from '../../search/search-port.ts';
import { SourceCache } from '../../feeds/source-cache.ts';
import { wake } from '../../jobs/scheduler.ts';
import type { Audience } from '../../domain/representation.ts';
import { Fragments } from '../../feeds/formats/fragments.ts';
import { openStore } from '../../storage/open-store.ts';
import { sqlDriver } from '../../storage/sql-driver.ts';
import type { Store } from '../../storage/store.ts';
import { compress } from '../compress.ts';
import { Alarm } from './alarm.ts';
import { environmentOf } from './environment.ts';
import { baseUrlOf, directoryOf, keyOfNewsroom, logOf, mediaOf, outgoingOf, PACE } from './service.ts';
import { openPost } from './mailer.ts';
import { durableSql } from './sql.ts';

/** An object has 128 MB, its isolate may hold several. */
export const OBJECT_CACHE_BYTES = 16 * 1024 * 1024;
export const OBJECT_FRAGMENT_BYTES = 8 * 1024 * 1024;
export const OBJECT_SOURCE_BYTES = 4 * 1024 * 1024;
/** One newsroom in its Durable Object: its only writer, called by RPC, woken by its alarm for what is due. */
export class NewsroomObject extends DurableObject<Env> implements NewsroomPort {
  readonly #store: Store;
  readonly #alarm: Alarm;
  readonly #log: Log;
  #house: NewsroomHouse | undefined;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#log = logOf(env);
    this.#alarm = new Alarm(ctx.storage, openStore(sqlDriver(durableSql(ctx.storage))));
    this.#store = this.#alarm.store;
    ctx.blockConcurrencyWhile(() => this.#alarm.set());
  }

  found(profile: Profile, number: number) {
    return this.#desk().found(profile, number);
  }
  newsroom() {
    return this.#desk().newsroom();
  }
  patchNewsroom(body: unknown) {
    return this.#desk().patchNewsroom(body);
  }
  verify(token: string) {
    return this.#desk().verify(token);
  }
  tokens() {
    return this.#desk().tokens();
  }
  addToken() {
    return this.#desk().addToken();
  }
  revokeToken(id: string) {
    return this.#desk().revokeToken(id);
  }
  create(body: unknown, idempotencyKey: string | null) {
    return this.#desk().create(body, idempotencyKey);
  }
  release(number: number) {
    return this.#desk().release(number);
  }
  change(number: number, ifMatch: string | null, change: ReleaseChange) {
    return this.#desk().change(number, ifMatch, change);
  }
  importItems(items: readonly IntakeItem[]) {
    return this.#desk().importItems(items);
  }
  join(into: number, ifMatch: string | null, body: unknown) {
    return this.#desk().join(into, ifMatch, body);
  }
  split(number: number, ifMatch: string | null, body: unknown) {
    return this.#desk().split(number, ifMatch, body);
  }
  sources() {
    return this.#desk().sources();
  }
  source(id: string) {
    return this.#desk().source(id);
  }
  putSource(id: string, body: unknown) {
    return this.#desk().putSource(id, body);
  }
  removeSource(id: string) {
    return this.#desk().removeSource(id);
  }
  fetchSource(id: string) {
    return this.#desk().fetchSource(id);
  }
  stageMedia() {
    return this.#desk().stageMedia();
  }
  putMedia(upload: MediaUpload) {
    return this.#desk().putMedia(upload);
  }
  mediaItem(id: string, audience: Audience) {
    return this.#desk().mediaItem(id, audience);
  }
  mediaItems(query: MediaQuery) {
    return this.#desk().mediaItems(query);
  }
  patchMedia(id: string, ifMatch: string | null, body: unknown) {
    return this.#desk().patchMedia(id, ifMatch, body);
  }
  removeMedia(id: string) {
    return this.#desk().removeMedia(id);
  }
  list(query: ListQuery) {
    return this.#desk().list(query);
  }
  revisions(number: number) {
    return this.#desk().revisions(number);
  }
  revision(number: number, revision: number) {
    return this.#desk().revision(number, revision);
  }
  feed(query: FeedQuery) {
    return this.#desk().feed(query);
  }
  page(query: PageQuery) {
    return this.#desk().page(query);
  }
  grantPreview(number: number, body: unknown) {
    return this.#desk().grantPreview(number, body);
  }
  preview(token: string, language: Language) {
    return this.#desk().preview(token, language);
  }
  sitemap(query: SitemapQuery) {
    return this.#desk().sitemap(query);
  }
  search(query: SearchQuery) {
    return this.#desk().search(query);
  }
  searchFeed(query: SearchFeedQuery) {
    return this.#desk().searchFeed(query);
  }
  askHub(request: HubRequest) {
    return this.#desk().askHub(request);
  }
  deliveries(number: number) {
    return this.#desk().deliveries(number);
  }
  deadLetters(cursor: string | null, limit: number) {
    return this.#desk().deadLetters(cursor, limit);
  }
  requeue(id: string) {
    return this.#desk().requeue(id);
  }
  exportPart(cursor: string | null) {
    return this.#desk().exportPart(cursor);
  }
  restorePart(part: RestorePart) {
    return this.#desk().restorePart(part);
  }
  restoreDone(attempt: string) {
    return this.#desk().restoreDone(attempt);
  }
  rebuild() {
    return this.#desk().rebuild();
  }

  subscribe(body: unknown) {
    return this.#desk().subscribe(body);
  }
  askedSubscription(token: string) {
    return this.#desk().askedSubscription(token);
  }
  confirmSubscription(token: string) {
    return this.#desk().confirmSubscription(token);
  }
  subscription(token: string) {
    return this.#desk().subscription(token);
  }
  changeSubscription(token: string, body: unknown) {
    return this.#desk().changeSubscription(token, body);
  }
  cancelSubscription(token: string) {
    return this.#desk().cancelSubscription(token);
  }
  bounced(body: unknown) {
    return this.#desk().bounced(body);
  }

  override async alarm(): Promise<void> {
    this.#alarm.hasRung();
    try {
      await wake(this.#store, Date.now(), (key) => this.#desk(key), this.#log);
    } catch (error) {
      this.#log.failed('alarm', error);
    }
    await this.#alarm.set();
  }

  /** There is one house, for it holds the lock. An alarm's tasks name the key; a call's object has it in its name. */
  #desk(key = keyOfNewsroom(this.ctx.id.name)): NewsroomHouse {
    this.#house ??= new NewsroomHouse(key, {
      store: this.#store,
      now: Date.now,
      baseUrl: baseUrlOf(this.env),
      compress,
      documents: new DocumentCache(OBJECT_CACHE_BYTES),
      editions: new Editions(),
      fragments: new Fragments(OBJECT_FRAGMENT_BYTES),
      sources: new SourceCache(OBJECT_SOURCE_BYTES),
      directory: directoryOf(this.env),
      media: mediaOf(this.env),
      outgoing: outgoingOf(this.env),
      externalHub: environmentOf(this.env).hubUrl,
      pace: PACE,
      post: openPost(this.env.MAIL, environmentOf(this.env).mail.from),
      random: Math.random,
      readDocument: async (bytes, context) => readDocument(bytes, context),
      log: this.#log,
      // Every commit does it.
      rearm: () => undefined,
    });
    return this.#house;
  }
}
