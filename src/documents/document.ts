import type { Language } from '../base/locale/language.ts';
import type { Instant } from '../base/time/instant.ts';
import type { Encoding } from '../negotiation/encoding.ts';
import { VersionCache } from './version-cache.ts';

export type Compress = (bytes: Uint8Array) => Promise<{ readonly [E in Encoding]: Uint8Array }>;

/** What a document says beside its bytes; the ETag comes from the bytes. */
export type DocumentHead = Pick<
  EncodedDocument,
  'mediaType' | 'language' | 'lastModified' | 'crowded' | 'tags' | 'links'
>;

/** One rendered, servable thing with its codings, made once. */
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

/** The document in one coding, under a strong ETag of that coding's own (RFC 9110 section 8.8.3.3). */
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

/** Documents under their version, bounded by bytes. */
export class DocumentCache extends VersionCache<Document> {
  constructor(maxBytes: number) {
    super(maxBytes, sizeOf);
  }
}

function sizeOf({ bytes, codings }: Document): number {
  return bytes.length + codings.gzip.length + codings.br.length + 1024;
}

/** A document ready to be sent in one coding. */
export interface EncodedDocument {
  readonly body: Uint8Array;
  readonly mediaType: string;
  readonly language: Language;
  readonly encoding: Encoding | null;
  /** Strong, of these bytes: differs by coding. */
  readonly etag: string;
  readonly lastModified: Instant;
  /** `lastModified` is also that of the version before, so `If-Modified-Since` cannot be answered by it. */
  readonly crowded: boolean;
  /** For the edge's cache: what invalidates it. */
  readonly tags: readonly string[];
  /** `Link` header value (RFC 8288): self and alternates. */
  readonly links: string;
}
