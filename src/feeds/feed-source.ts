import type { Language } from '../base/locale/language.ts';
import type { Instant } from '../base/time/instant.ts';
import type { FeedName } from '../domain/feed-name.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import type { Entry, Tombstone } from './entry.ts';

/** What is known of a feed document before it is put into a format. */
export interface FeedSource {
  readonly feed: FeedName;
  readonly baseUrl: string;
  /** The address of another hub than our own; null for our own. */
  readonly externalHub: string | null;
  readonly archive: number | null;
  readonly previous: number | null;
  readonly entries: readonly Entry[];
  readonly tombstones: readonly Tombstone[];
  /** `null` is the directory, which speaks for itself. */
  readonly newsroom: Newsroom | null;
  readonly languages: readonly Language[];
  /** Of the directory's founding: the authority and the date in its feeds' ids. */
  readonly founding: { readonly authority: string; readonly createdAt: Instant };
  readonly changedAt: Instant;
  readonly crowded: boolean;
  readonly tags: readonly string[];
}
