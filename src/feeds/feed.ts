import type { Language } from '../base/locale/language.ts';
import type { Instant } from '../base/time/instant.ts';
import type { ByFormat, Format } from '../domain/feed-name.ts';
import type { Entry, Publisher, Tombstone } from './entry.ts';

/** A feed without its entries. Addresses are absolute. */
export interface FeedHead {
  /** Tag URI; archive documents have the same id. */
  readonly id: string;
  readonly title: string;
  /** Never empty. */
  readonly description: string;
  readonly language: Language;
  readonly homeUrl: string;
  /** An archive document's addresses contain `?archive=k`. */
  readonly selfUrls: ByFormat<string>;
  readonly translations: readonly {
    readonly language: Language;
    readonly urls: ByFormat<string>;
  }[];
  /** The newest `updatedAt` of an entry or `at` of a tombstone; without any, the newsroom's creation. */
  readonly updatedAt: Instant;
  readonly author: Publisher;
  /** RFC 5005; null on the subscription document. */
  readonly current: ByFormat<string> | null;
  readonly prevArchive: ByFormat<string> | null;
  /** The last 50, newest first; empty on archive documents. */
  readonly tombstones: readonly Tombstone[];
  /** Null when the document is not a WebSub topic. */
  readonly hubUrl: string | null;
}

/** Entries are rendered apart from the document, so that unchanged entries come from the fragment cache. */
export interface FeedFormat<F extends Format = Format> {
  readonly format: F;
  /** With charset when the registration of the media type has that parameter. */
  readonly mediaType: string;
  entry(entry: Entry): string;
  /** `fragments` are results of `entry`, newest first. */
  document(head: FeedHead, fragments: readonly string[]): string;
}
