import type { Language } from '../base/locale/language.ts';
import type { Instant } from '../base/time/instant.ts';
import type { ReleaseType } from '../domain/release.ts';

/** One public variant as every feed format contains it. Addresses are absolute. */
export interface Entry {
  /** Tag URI (RFC 4151). */
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
  readonly variants: readonly { readonly language: Language; readonly url: string; readonly id: string }[];
}

export interface Publisher {
  /** In the language of the entry or feed. */
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
