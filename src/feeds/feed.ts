import type { Language } from '../base/locale/language.ts';
import type { Instant } from '../base/time/instant.ts';
import type { Format } from '../domain/feed-name.ts';
import type { Entry, Publisher, Tombstone } from './entry.ts';

/** What a feed says of itself, apart from its entries. Addresses are absolute. */
export interface FeedHead {
  /** Tag URI of the feed, the same for its archive documents' subscription document. */
  readonly id: string;
  readonly title: string;
  /** Never empty. */
  readonly description: string;
  readonly language: Language;
  /** The page this feed belongs to. */
  readonly homeUrl: string;
  /** This document, per format; an archive document carries its own `?archive=k`. */
  readonly selfUrls: { readonly [F in Format]: string };
  /** The same feed in other languages, per format. */
  readonly translations: readonly {
    readonly language: Language;
    readonly urls: { readonly [F in Format]: string };
  }[];
  /** Newest of the entries' `updatedAt` and the tombstones' `at`, else the newsroom's creation. */
  readonly updatedAt: Instant;
  readonly author: Publisher;
  /** RFC 5005: addresses of the neighbouring documents. `current` is set on archive documents only. */
  readonly current: { readonly [F in Format]: string } | null;
  readonly prevArchive: { readonly [F in Format]: string } | null;
  /** The last 50 withdrawals, newest first; empty on archive documents. */
  readonly tombstones: readonly Tombstone[];
  /** The WebSub hub, when there is one and this document is a topic. */
  readonly hubUrl: string | null;
}

/**
 * A syndication format. An entry is rendered apart from the document so that a feed of which one entry changed is
 * joined from fragments it already has.
 */
export interface FeedFormat {
  readonly format: Format;
  /** With charset where the format's registration has one. */
  readonly mediaType: string;
  /** One entry as it stands in the document; pure, so the same entry gives the same text. */
  entry(entry: Entry): string;
  /** The whole document from its head and the fragments of `entry`, newest first. */
  document(head: FeedHead, fragments: readonly string[]): string;
}
