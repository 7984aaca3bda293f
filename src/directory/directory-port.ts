import type { Result } from '../base/problem.ts';
import type { EncodedDocument } from '../documents/document.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import type { Release } from '../domain/release.ts';
import type { FeedQuery } from '../feeds/feed-port.ts';
import type { HubPort } from '../newsroom/delivery-port.ts';
import type { DirectoryPageQuery } from '../pages/page-port.ts';
import type { DiscoveryPort } from './discovery-port.ts';

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
