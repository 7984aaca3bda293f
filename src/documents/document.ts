import type { Language } from '../base/locale/language.ts';
import type { Instant } from '../base/time/instant.ts';
import type { Encoding } from '../negotiation/encoding.ts';
import { VersionCache } from './version-cache.ts';

export type Compress = (bytes: Uint8Array) => Promise<{ readonly [E in Encoding]: Uint8Array }>;

export type DocumentHead = Pick<
  EncodedDocument,
  'mediaType' | 'language' | 'lastModified' | 'crowded' | 'tags' | 'links'
>;

export interface Document extends DocumentHead {
  readonly etag: string;
  readonly bytes: Uint8Array;
  readonly codings: { readonly [E in Encoding]: Uint8Array };
}

export async function makeDocument(text: string, head: DocumentHead, compress: Compress): Promise<Document> {
  const bytes = new TextEncoder().encode(text);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const etag = Array.from(digest.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { ...head, etag, bytes, codings: await compress(bytes) };
}

/** Each coding has its own strong ETag (RFC 9110 section 8.8.3.3). */
export function encodeDocument(document: Document, encoding: Encoding | null): EncodedDocument {
  const { mediaType, language, lastModified, crowded, tags, links, etag, bytes, codings } = document;
  return {
    mediaType,
    language,
    lastModified,
    crowded,
    tags,
    links,
    encoding,
    body: encoding === null ? bytes : codings[encoding],
    etag: encoding === null ? `"${etag}"` : `"${etag}-${encoding}"`,
  };
}

export class DocumentCache extends VersionCache<Document> {
  constructor(maxBytes: number) {
    super(maxBytes, sizeOf);
  }
}

function sizeOf({ bytes, codings }: Document): number {
  return bytes.length + codings.gzip.length + codings.br.length + 1024;
}

export interface EncodedDocument {
  readonly body: Uint8Array;
  readonly mediaType: string;
  readonly language: Language;
  readonly encoding: Encoding | null;
  readonly etag: string;
  readonly lastModified: Instant;
  /** The previous version has the same `lastModified`, so `If-Modified-Since` must be ignored. */
  readonly crowded: boolean;
  readonly tags: readonly string[];
  readonly links: string;
}
