import type { Language, Localized } from '../base/locale/language.ts';
import type { Refusal } from '../base/refusal.ts';
import type { Instant } from '../base/time/instant.ts';
import type { ReleaseType, Source } from '../domain/release.ts';
import type { ImportNote } from './import-note.ts';
import type { ImportOptions } from './import-options.ts';

/** Texts are as in the source document: HTML is not sanitized. Limits are checked when a release is created. */

export interface ImportDocument {
  readonly format: ImportFormat;
  /** Host of the document's own site, else the feed's id; null when it says neither. */
  readonly site: string | null;
  readonly items: readonly (ImportItem | RefusedItem)[];
}

export type ImportFormat = 'rss' | 'atom' | 'json-feed' | 'press-xml' | 'press-json';

export interface ImportItem {
  /** Position in the document, from 0. */
  readonly index: number;
  /** `id` is the id in the document, else the link, else a hash of the content. */
  readonly source: Source;
  readonly type: ReleaseType;
  /** Null means the time of the import. */
  readonly publishAt: Instant | null;
  /** Time of a change after publication. */
  readonly updatedAt: Instant | null;
  readonly variants: { readonly [L in Language]?: ImportVariant };
  readonly sourceLanguage: Language;
  readonly contacts: readonly ImportContact[];
  readonly media: readonly ImportMedia[];
  readonly links: readonly ImportLink[];
  /** URLs of the same release in other languages. */
  readonly related: readonly { readonly language: Language; readonly url: string }[];
  /** Source ids of other items that are the same release in other languages. */
  readonly sameReleaseIds?: readonly string[];
  /** Source ids of items that may be the same release; only the first few. */
  readonly possibleMatchIds?: readonly string[];
  readonly notes?: readonly ImportNote[];
}

export interface ImportVariant {
  readonly title: string;
  readonly lead: string;
  /** HTML with all URLs absolute. */
  readonly body: string;
  readonly keywords: readonly string[];
}

/** A plain string is in the item's source language. */
export type LocalizableText = string | Localized;

export interface ImportContact {
  readonly name: string;
  readonly title?: LocalizableText;
  readonly email?: string;
  readonly phone?: string;
}

export interface ImportMedia {
  readonly url: string;
  readonly type?: string;
  readonly bytes?: number;
  readonly alt?: LocalizableText;
  readonly caption?: LocalizableText;
  readonly credit?: string;
}

export interface ImportLink {
  readonly url: string;
  readonly title?: LocalizableText;
}

export interface RefusedItem {
  readonly index: number;
  /** The item's id or link, for the report; null when it has none. */
  readonly id: string | null;
  readonly refusal: Refusal;
}

export interface ImportContext extends Partial<ImportOptions> {
  readonly contentType: string | null;
  readonly contentLanguage: string | null;
  /** The URL after redirects; null for a document in a request body. */
  readonly url: string | null;
  readonly website: string | null;
  readonly defaultLanguage: Language;
}

export type DocumentResult =
  | { readonly ok: true; readonly value: ImportDocument }
  | { readonly ok: false; readonly refusal: Refusal };

/** Runs on a thread of its own where the platform has threads. */
export type ReadDocument = (bytes: Uint8Array, context: ImportContext) => Promise<DocumentResult>;
