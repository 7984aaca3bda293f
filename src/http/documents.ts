import type { Context } from 'hono';
import { toHttpDate } from '../base/time/http-date.ts';
import type { Instant } from '../base/time/instant.ts';
import type { EncodedDocument } from '../documents/document.ts';
import { isNotModified } from '../negotiation/conditional.ts';

/** `manual` keeps workerd from compressing an already compressed body again. Node ignores the option. */
interface EncodedResponseInit extends ResponseInit {
  readonly encodeBody?: 'automatic' | 'manual';
}

/**
 * 120 seconds in all: so long may a cache that is told of no withdrawal show what was withdrawn, also while the service is
 * down. Without the two others a cache may choose a time of its own (RFC 5861).
 */
export const DOCUMENT_CACHE = 'public, max-age=60, stale-while-revalidate=30, stale-if-error=30';

/**
 * The document, or 304 when the client has it (RFC 9110 section 15.4.5). `Last-Modified` is left out when it is later than
 * `now` (section 8.8.2.1).
 */
export function documentResponse(c: Context, document: EncodedDocument, now: Instant): Response {
  const lastModified = document.lastModified > now ? null : document.lastModified;
  const headers = documentHeaders(document, lastModified);
  const conditions = {
    method: c.req.method,
    ifNoneMatch: c.req.header('if-none-match') ?? null,
    ifModifiedSince: document.crowded ? null : (c.req.header('if-modified-since') ?? null),
  };
  if (isNotModified(conditions, { etag: document.etag, lastModified }, now)) {
    return new Response(null, { status: 304, headers });
  }
  const init: EncodedResponseInit = {
    headers: { ...headers, ...bodyHeaders(document) },
    ...(document.encoding !== null && { encodeBody: 'manual' }),
  };
  return new Response(new Uint8Array(document.body), init);
}

export function documentHeaders(
  document: EncodedDocument,
  lastModified: Instant | null,
): { readonly [name: string]: string } {
  return {
    ETag: document.etag,
    'Cache-Control': DOCUMENT_CACHE,
    Vary: 'Accept-Encoding',
    'Access-Control-Allow-Origin': '*',
    // A document that changes only with a deployment has no tags.
    ...(document.tags.length > 0 && { 'Cache-Tag': document.tags.join(',') }),
    ...(lastModified !== null && { 'Last-Modified': toHttpDate(lastModified) }),
  };
}

/** Headers of a 200 only: a 304 leaves them out (RFC 9110 section 15.4.5), and most responses are 304. */
export function bodyHeaders(document: EncodedDocument): { readonly [name: string]: string } {
  const { mediaType, body, encoding, language, links } = document;
  return {
    'Content-Type': mediaType,
    'Content-Language': language,
    Link: links,
    'X-Content-Type-Options': 'nosniff',
    'Access-Control-Expose-Headers': 'ETag, Link',
    'Content-Length': String(body.byteLength),
    ...(encoding !== null && { 'Content-Encoding': encoding }),
  };
}
