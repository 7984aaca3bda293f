import type { Language } from '../base/locale/language.ts';
import type { Instant } from '../base/time/instant.ts';
import type { ReleaseType } from '../domain/release.ts';

/** One public variant, complete and in one language: all that a format needs to say it. Addresses are absolute. */
export interface Entry {
  /** Tag URI; the same in every format. */
  readonly id: string;
  readonly releaseId: number;
  readonly number: number;
  readonly language: Language;
  readonly type: ReleaseType;
  /** Plain text. */
  readonly title: string;
  /** Plain text, may be empty. */
  readonly lead: string;
  /** Sanitized HTML with absolute addresses, may be empty. */
  readonly body: string;
  readonly keywords: readonly string[];
  readonly url: string;
  readonly publishedAt: Instant;
  readonly updatedAt: Instant;
  readonly publisher: Publisher;
  readonly corrections: readonly { readonly at: Instant; readonly note: string }[];
  readonly media: readonly EntryMedia[];
  readonly links: readonly { readonly url: string; readonly title?: string }[];
  readonly contacts: readonly EntryContact[];
  /** The other public variants of the same release. */
  readonly variants: readonly { readonly language: Language; readonly url: string; readonly id: string }[];
}

/** Who speaks: the newsroom by its name in the entry's language, and its page. */
export interface Publisher {
  readonly name: string;
  readonly url: string;
}

export interface EntryMedia {
  readonly url: string;
  readonly type?: string;
  readonly bytes?: number;
  readonly alt?: string;
  readonly caption?: string;
  readonly credit?: string;
}

export interface EntryContact {
  readonly name: string;
  readonly title?: string;
  readonly email?: string;
  readonly phone?: string;
}

/** A public variant that was withdrawn (RFC 6721). */
export interface Tombstone {
  readonly id: string;
  readonly at: Instant;
  readonly reason: string;
}
