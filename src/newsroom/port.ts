import type { Language } from '../base/locale/language.ts';
import type { Log } from '../base/log.ts';
import type { Result } from '../base/problem.ts';
import type { Instant } from '../base/time/instant.ts';
import type { DiscoveryPort, SitemapPort } from '../directory/discovery-port.ts';
import type { Compress } from '../documents/document.ts';
import type { Newsroom, Profile } from '../domain/newsroom.ts';
import type { Release, ReleaseState } from '../domain/release.ts';
import type { FeedName } from '../domain/urls.ts';
import type { Format } from '../feeds/feed.ts';
import type { ImportsPort } from '../imports/import-port.ts';
import type { ReadDocument } from '../imports/run-import.ts';
import type { SourcesPort } from '../imports/source-port.ts';
import type { MediaPort } from '../media/media-port.ts';
import type { MediaStore } from '../media/media-store.ts';
import type { Encoding } from '../negotiation/encoding.ts';
import type { Outgoing } from '../outgoing/outgoing.ts';
import type { DirectoryPageQuery, PagesPort } from '../pages/page-port.ts';
import type { PreviewPort } from '../pages/preview-port.ts';
import type { SearchPort } from '../search/search-port.ts';
import type { SubscribersPort } from '../subscribers/subscriber-port.ts';
import type { DeliveriesPort, HubPort } from './delivery-port.ts';

/**
 * What the application asks of a newsroom and of the directory. In process on Node, across RPC to a Durable Object on
 * Workers: arguments and answers are plain data, problems are values.
 */

/** A release as it is kept, with the newsroom it belongs to. */
export interface ReleaseWithNewsroom {
  readonly newsroom: Newsroom;
  readonly release: Release;
}

export interface ReleaseListPage {
  readonly newsroom: Newsroom;
  readonly releases: readonly Release[];
  /** Opaque; null on the last page. */
  readonly next: string | null;
}

export interface ListQuery {
  readonly audience: 'newsroom' | 'public';
  readonly state: ReleaseState | null;
  readonly language: Language | null;
  /** 1 to 100. */
  readonly limit: number;
  readonly cursor: string | null;
}

export interface Token {
  readonly id: string;
  readonly createdAt: Instant;
}

/** A change of one release. `body` is the parsed JSON of the request. */
export type ReleaseChange =
  | { readonly kind: 'patch'; readonly body: unknown }
  | { readonly kind: 'schedule'; readonly body: unknown }
  | { readonly kind: 'correct'; readonly body: unknown }
  | { readonly kind: 'withdraw'; readonly body: unknown }
  | { readonly kind: 'publish'; readonly body: unknown }
  | { readonly kind: 'unschedule'; readonly body: unknown };

/** A document ready to be sent in one coding. */
export interface EncodedDocument {
  readonly body: Uint8Array;
  readonly mediaType: string;
  readonly language: Language;
  readonly encoding: Encoding | null;
  /** Strong, of these bytes: differs by coding. */
  readonly etag: string;
  readonly lastModified: Instant;
  /** `lastModified` is also that of the version before, so `If-Modified-Since` cannot be answered by it. */
  readonly crowded: boolean;
  /** For the edge's cache: what invalidates it. */
  readonly tags: readonly string[];
  /** `Link` header value (RFC 8288): self and alternates. */
  readonly links: string;
}

export interface FeedQuery {
  readonly feed: FeedName;
  readonly format: Format;
  readonly archive: number | null;
  readonly encoding: Encoding | null;
}

export interface NewsroomPort
  extends ImportsPort,
    SourcesPort,
    SearchPort,
    DeliveriesPort,
    SubscribersPort,
    MediaPort,
    PagesPort,
    SitemapPort,
    PreviewPort {
  /** Founds the newsroom; `taken` when this key has one. */
  found(profile: Profile, number: number): Promise<Result<{ newsroom: Newsroom; token: string }>>;
  /** Null before it is founded, or while it is being restored. */
  newsroom(): Promise<Newsroom | null>;
  /** `ifMatch` may be null. `body` is a merge patch; a new slug must have been reserved for this key before. */
  patchNewsroom(body: unknown): Promise<Result<Newsroom>>;
  /** True for a token of this newsroom that has not been revoked. */
  verify(token: string): Promise<boolean>;
  tokens(): Promise<Token[]>;
  addToken(): Promise<{ token: string } & Token>;
  /** `not-found` for an unknown id. */
  revokeToken(id: string): Promise<Result<null>>;
  /** `replayed` when the Idempotency-Key had been used with the same body before. */
  create(body: unknown, idempotencyKey: string | null): Promise<Result<ReleaseWithNewsroom>>;
  /** Null when there is no such release. */
  release(number: number): Promise<ReleaseWithNewsroom | null>;
  /** `ifMatch` is the header as it came; `precondition-required`, `stale`, `wrong-state`, `invalid`. */
  change(number: number, ifMatch: string | null, change: ReleaseChange): Promise<Result<ReleaseWithNewsroom>>;
  list(query: ListQuery): Promise<Result<ReleaseListPage>>;
  /** Every kept revision's number, ascending; null when there is no such release. */
  revisions(number: number): Promise<ReleaseWithNewsroom[] | null>;
  revision(number: number, revision: number): Promise<ReleaseWithNewsroom | null>;
  /** `not-found` for a language the newsroom does not have or an archive document that does not exist. */
  feed(query: FeedQuery): Promise<Result<EncodedDocument>>;
  /** One portion of the export as NDJSON; `next` null at the end. */
  exportPart(cursor: string | null): Promise<{ text: string; next: string | null }>;
  /**
   * One portion of lines of an export. The newsroom must be empty, or closed by a restore that broke off. `malformed`;
   * `wrong-state` also once another restore has begun.
   */
  restorePart(part: RestorePart): Promise<Result<null>>;
  /** Ends a restore: timelines are built and everything becomes public at once. */
  restoreDone(attempt: string): Promise<Result<Newsroom>>;
  /** Compares the timelines with the releases, mends what differs and counts it. */
  rebuild(): Promise<{ rows: number; repaired: number }>;
}

/** Some lines of an export, as they come with one request. */
export interface RestorePart {
  /** The same for all parts of a request, and no other's. */
  readonly attempt: string;
  readonly isFirst: boolean;
  readonly lines: readonly string[];
}

export interface PublicChange {
  /** Null: the profile, or with `tags` the library, of which the directory shows nothing. */
  readonly release: Release | null;
  /** The hub's subscribers are not told. */
  readonly isQuiet: boolean;
  /** Of the newsroom's documents that the change is seen in (`tags.ts`); null: of all of them. */
  readonly tags: readonly string[] | null;
}

export interface DirectoryPort extends HubPort, DiscoveryPort {
  /**
   * The key that `slug` belongs to, reserving it for a new newsroom (`key` null) or for an existing one. `taken` when
   * it belongs, or ever belonged, to another.
   */
  reserve(slug: string, key: number | null): Promise<Result<{ key: number; number: number }>>;
  /** The newsroom's key by its slug, present or former. */
  keyOfSlug(slug: string): Promise<number | null>;
  keyOfNumber(number: number): Promise<number | null>;
  /** Gives a restored newsroom the number of its export; `wrong-state` `number-taken`. */
  claimNumber(number: number, key: number): Promise<Result<null>>;
  /** Takes over what has changed of a newsroom, as one commit; older states of a release than the known one are ignored. */
  apply(newsroom: Newsroom, changes: readonly PublicChange[]): Promise<void>;
  feed(query: FeedQuery): Promise<Result<EncodedDocument>>;
  /** All newsrooms that have the language. `not-found` for a place that is none. */
  page(query: DirectoryPageQuery): Promise<Result<EncodedDocument>>;
}

/** What may fail: the store's answers, its commits, and the tasks that are due. A platform checks what it can. */
export type HealthCheck = 'store' | 'writes' | 'tasks';
export type Health = { readonly [C in HealthCheck]?: 'ok' | 'failed' };

/** Everything the HTTP application stands on. */
export interface Service {
  readonly baseUrl: string;
  readonly adminToken: string | null;
  /** Where people write about what they cannot use: an e-mail address or a web page. Null: to the publisher. */
  readonly accessibilityContact: string | null;
  /** As premises have it: for documents that belong to no newsroom. */
  readonly compress: Compress;
  readonly now: () => Instant;
  readonly directory: DirectoryPort;
  newsroom(key: number): NewsroomPort;
  /** Requests to other hosts; private ones are refused. */
  readonly outgoing: Outgoing;
  /** Reads a foreign document of at most `importBytes`. */
  readonly readDocument: ReadDocument;
  readonly importBytes: number;
  /** The address of another WebSub hub, which then delivers in our own's place; null for our own. */
  readonly externalHub: string | null;
  readonly allowPrivateHosts: boolean;
  /** The bytes of the newsrooms' libraries. */
  readonly media: MediaStore;
  /** False where a cache stands in front that slices whole answers itself. */
  readonly servesRanges: boolean;
  readonly log: Log;
  /** How the house is, at little cost and without a write as long as it is well. */
  health(): Promise<Health>;
}
