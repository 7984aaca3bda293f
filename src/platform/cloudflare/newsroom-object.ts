import { DurableObject } from 'cloudflare:workers';
import type { RestorePart } from '../../backup/backup-port.ts';
import type { Language } from '../../base/locale/language.ts';
import type { Log } from '../../base/log.ts';
import type { SitemapQuery } from '../../directory/discovery-port.ts';
import { CurrentVersions } from '../../documents/current-version.ts';
import { DocumentCache } from '../../documents/document.ts';
import type { Profile } from '../../domain/newsroom.ts';
import type { Audience } from '../../domain/representation.ts';
import type { FeedQuery } from '../../feeds/feed-port.ts';
import { Fragments } from '../../feeds/formats/fragments.ts';
import { SourceCache } from '../../feeds/source-cache.ts';
import type { ImportItem } from '../../imports/document.ts';
import { readDocument } from '../../imports/read-document.ts';
import { runDueTasks } from '../../jobs/scheduler.ts';
import type { MediaQuery, MediaUpload } from '../../media/media-port.ts';
import { NewsroomService } from '../../newsroom/newsroom-service.ts';
import type { NewsroomPort } from '../../newsroom/port.ts';
import type { ListQuery, ReleaseChange } from '../../newsroom/release-port.ts';
import type { PageQuery } from '../../pages/page-port.ts';
import type { SearchFeedQuery, SearchQuery } from '../../search/search-port.ts';
import { openStore } from '../../storage/open-store.ts';
import { sqlDriver } from '../../storage/sql-driver.ts';
import type { Store } from '../../storage/store.ts';
import type { HubRequest } from '../../websub/hub-request.ts';
import { compress } from '../node/compress.ts';
import { Alarm } from './alarm.ts';
import { environmentOf } from './environment.ts';
import { openMailTransport } from './mailer.ts';
import { baseUrlOf, directoryOf, keyOfNewsroom, logOf, mediaOf, outgoingOf, PACE } from './service.ts';
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
  #newsroomService: NewsroomService | undefined;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#log = logOf(env);
    this.#alarm = new Alarm(ctx.storage, openStore(sqlDriver(durableSql(ctx.storage))));
    this.#store = this.#alarm.store;
    ctx.blockConcurrencyWhile(() => this.#alarm.set());
  }

  found(profile: Profile, number: number) {
    return this.#service().found(profile, number);
  }
  newsroom() {
    return this.#service().newsroom();
  }
  patchNewsroom(body: unknown) {
    return this.#service().patchNewsroom(body);
  }
  verify(token: string) {
    return this.#service().verify(token);
  }
  tokens() {
    return this.#service().tokens();
  }
  addToken() {
    return this.#service().addToken();
  }
  revokeToken(id: string) {
    return this.#service().revokeToken(id);
  }
  create(body: unknown, idempotencyKey: string | null) {
    return this.#service().create(body, idempotencyKey);
  }
  release(number: number) {
    return this.#service().release(number);
  }
  change(number: number, ifMatch: string | null, change: ReleaseChange) {
    return this.#service().change(number, ifMatch, change);
  }
  importItems(items: readonly ImportItem[]) {
    return this.#service().importItems(items);
  }
  join(into: number, ifMatch: string | null, body: unknown) {
    return this.#service().join(into, ifMatch, body);
  }
  split(number: number, ifMatch: string | null, body: unknown) {
    return this.#service().split(number, ifMatch, body);
  }
  sources() {
    return this.#service().sources();
  }
  source(id: string) {
    return this.#service().source(id);
  }
  putSource(id: string, body: unknown) {
    return this.#service().putSource(id, body);
  }
  removeSource(id: string) {
    return this.#service().removeSource(id);
  }
  fetchSource(id: string) {
    return this.#service().fetchSource(id);
  }
  stageMedia() {
    return this.#service().stageMedia();
  }
  putMedia(upload: MediaUpload) {
    return this.#service().putMedia(upload);
  }
  mediaItem(id: string, audience: Audience) {
    return this.#service().mediaItem(id, audience);
  }
  mediaItems(query: MediaQuery) {
    return this.#service().mediaItems(query);
  }
  patchMedia(id: string, ifMatch: string | null, body: unknown) {
    return this.#service().patchMedia(id, ifMatch, body);
  }
  removeMedia(id: string) {
    return this.#service().removeMedia(id);
  }
  list(query: ListQuery) {
    return this.#service().list(query);
  }
  revisions(number: number) {
    return this.#service().revisions(number);
  }
  revision(number: number, revision: number) {
    return this.#service().revision(number, revision);
  }
  feed(query: FeedQuery) {
    return this.#service().feed(query);
  }
  page(query: PageQuery) {
    return this.#service().page(query);
  }
  grantPreview(number: number, body: unknown) {
    return this.#service().grantPreview(number, body);
  }
  preview(token: string, language: Language) {
    return this.#service().preview(token, language);
  }
  sitemap(query: SitemapQuery) {
    return this.#service().sitemap(query);
  }
  search(query: SearchQuery) {
    return this.#service().search(query);
  }
  searchFeed(query: SearchFeedQuery) {
    return this.#service().searchFeed(query);
  }
  askHub(request: HubRequest) {
    return this.#service().askHub(request);
  }
  deliveries(number: number) {
    return this.#service().deliveries(number);
  }
  deadLetters(cursor: string | null, limit: number) {
    return this.#service().deadLetters(cursor, limit);
  }
  requeue(id: string) {
    return this.#service().requeue(id);
  }
  exportPart(cursor: string | null) {
    return this.#service().exportPart(cursor);
  }
  restorePart(part: RestorePart) {
    return this.#service().restorePart(part);
  }
  restoreDone(attempt: string) {
    return this.#service().restoreDone(attempt);
  }
  rebuild() {
    return this.#service().rebuild();
  }

  subscribe(body: unknown) {
    return this.#service().subscribe(body);
  }
  askedSubscription(token: string) {
    return this.#service().askedSubscription(token);
  }
  confirmSubscription(token: string) {
    return this.#service().confirmSubscription(token);
  }
  subscription(token: string) {
    return this.#service().subscription(token);
  }
  changeSubscription(token: string, body: unknown) {
    return this.#service().changeSubscription(token, body);
  }
  cancelSubscription(token: string) {
    return this.#service().cancelSubscription(token);
  }
  bounced(body: unknown) {
    return this.#service().bounced(body);
  }

  override async alarm(): Promise<void> {
    this.#alarm.hasRung();
    try {
      await runDueTasks(this.#store, Date.now(), (key) => this.#service(key), this.#log);
    } catch (error) {
      this.#log.failed('alarm', error);
    }
    await this.#alarm.set();
  }

  /** There is one house, for it holds the lock. An alarm's tasks name the key; a call's object has it in its name. */
  #service(key = keyOfNewsroom(this.ctx.id.name)): NewsroomService {
    this.#newsroomService ??= new NewsroomService(key, {
      store: this.#store,
      now: Date.now,
      baseUrl: baseUrlOf(this.env),
      compress,
      documents: new DocumentCache(OBJECT_CACHE_BYTES),
      currentVersions: new CurrentVersions(),
      fragments: new Fragments(OBJECT_FRAGMENT_BYTES),
      sources: new SourceCache(OBJECT_SOURCE_BYTES),
      directory: directoryOf(this.env),
      media: mediaOf(this.env),
      outgoing: outgoingOf(this.env),
      externalHub: environmentOf(this.env).hubUrl,
      pace: PACE,
      mailTransport: openMailTransport(this.env.MAIL, environmentOf(this.env).mail.from),
      random: Math.random,
      readDocument: async (bytes, context) => readDocument(bytes, context),
      log: this.#log,
      // Every commit does it.
      rearm: () => undefined,
    });
    return this.#newsroomService;
  }
}
