import type { Language } from '../base/locale/language.ts';
import type { Instant } from '../base/time/instant.ts';
import type { FeedName } from '../domain/feed-name.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import type { Entry, Tombstone } from './entry.ts';

/** A feed document before it is rendered in a format. */
export interface FeedSource {
  readonly feed: FeedName;
  readonly baseUrl: string;
  /** The address of an external WebSub hub; null when this service is the hub. */
  readonly externalHub: string | null;
  readonly archive: number | null;
  readonly previous: number | null;
  readonly entries: readonly Entry[];
  readonly tombstones: readonly Tombstone[];
  /** Null for the directory's feeds. */
  readonly newsroom: Newsroom | null;
  readonly languages: readonly Language[];
  /** Authority and date of the feed's tag URI (RFC 4151). */
  readonly founding: { readonly authority: string; readonly createdAt: Instant };
  readonly changedAt: Instant;
  readonly crowded: boolean;
  readonly tags: readonly string[];
}
