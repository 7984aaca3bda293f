import type { Language, Localized } from '../base/locale/language.ts';
import type { Refusal } from '../base/refusal.ts';
import type { Instant } from '../base/time/instant.ts';
import type { ReleaseType, Source } from '../domain/release.ts';

/**
 * What foreign documents are read into. Text is as the source has it: HTML unsanitized, keywords as written. What a
 * release may hold is judged where releases are made, and nowhere twice.
 */

/** A document's items in its own order, or why there are none. */
export interface ImportDocument {
  readonly format: ImportFormat;
  readonly items: readonly (ImportItem | RefusedItem)[];
}

export type ImportFormat = 'rss' | 'atom' | 'json-feed' | 'press-xml' | 'press-json';

export interface ImportItem {
  /** From 0, in the document. */
  readonly index: number;
  /** `id` is the source's own, else the link, else a hash of the content. */
  readonly source: Source;
  readonly type: ReleaseType;
  /** Null: now. */
  readonly publishAt: Instant | null;
  /** When the source says that it was changed after publication; null when it does not. */
  readonly updatedAt: Instant | null;
  /** One or more. */
  readonly variants: { readonly [L in Language]?: ImportVariant };
  readonly sourceLanguage: Language;
  readonly contacts: readonly ImportContact[];
  readonly media: readonly ImportMedia[];
  readonly links: readonly ImportLink[];
  /** Addresses of the same release in other languages, as the document links them. */
  readonly related: readonly { readonly language: Language; readonly url: string }[];
  /** Ids of the sources of other items of its document that are the same release in other languages. */
  readonly kin?: readonly string[];
  /** Ids of the sources of other items that may be the same release, but not for certain; a few of many. */
  readonly rivals?: readonly string[];
}

export interface ImportVariant {
  readonly title: string;
  readonly lead: string;
  /** HTML; every relative address in it already resolved. */
  readonly body: string;
  readonly keywords: readonly string[];
}

/** What is said once for all variants. A plain string is in the item's source language. */
export type Words = string | Localized;

export interface ImportContact {
  readonly name: string;
  readonly title?: Words;
  readonly email?: string;
  readonly phone?: string;
}

export interface ImportMedia {
  readonly url: string;
  readonly type?: string;
  readonly bytes?: number;
  readonly alt?: Words;
  readonly caption?: Words;
  readonly credit?: string;
}

export interface ImportLink {
  readonly url: string;
  readonly title?: Words;
}

export interface RefusedItem {
  readonly index: number;
  /** The item's own id or link as far as it could be read, for the report; null when it has none. */
  readonly id: string | null;
  readonly refusal: Refusal;
}

/** What a reader of documents must be told from outside. */
export interface ImportContext {
  /** The `Content-Type` it came with; null when there was none. */
  readonly contentType: string | null;
  /** A language tag; null when there was none. */
  readonly contentLanguage: string | null;
  /** Where it was fetched from, after redirects; null when it was handed in. */
  readonly url: string | null;
  /** The newsroom's website, else null. */
  readonly website: string | null;
  readonly defaultLanguage: Language;
}

export type DocumentRead =
  | { readonly ok: true; readonly value: ImportDocument }
  | { readonly ok: false; readonly refusal: Refusal };

/** Reads a foreign document, on a thread of its own where the platform has one. */
export type ReadDocument = (bytes: Uint8Array, context: ImportContext) => Promise<DocumentRead>;
