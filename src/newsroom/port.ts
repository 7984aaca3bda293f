import type { RestorePart } from '../backup/backup-port.ts';
import type { Result } from '../base/problem.ts';
import type { SitemapPort } from '../directory/discovery-port.ts';
import type { EncodedDocument } from '../documents/document.ts';
import type { Newsroom, Profile } from '../domain/newsroom.ts';
import type { FeedQuery } from '../feeds/feed-port.ts';
import type { ImportsPort } from '../imports/import-port.ts';
import type { SourcesPort } from '../imports/source-port.ts';
import type { MediaPort } from '../media/media-port.ts';
import type { PagesPort } from '../pages/page-port.ts';
import type { PreviewPort } from '../pages/preview-port.ts';
import type { SearchPort } from '../search/search-port.ts';
import type { SubscribersPort } from '../subscribers/subscriber-port.ts';
import type { DeliveriesPort } from './delivery-port.ts';
import type { ListQuery, ReleaseChange, ReleaseListPage, ReleaseWithNewsroom } from './release-port.ts';
import type { Token } from './token-port.ts';

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
