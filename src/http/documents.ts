import type { Context } from 'hono';
import { toHttpDate } from '../base/time/http-date.ts';
import type { Instant } from '../base/time/instant.ts';
import type { EncodedDocument } from '../documents/document.ts';
import { isNotModified } from '../negotiation/conditional.ts';

/** `manual` keeps workerd from compressing an already compressed body again. Node ignores the option. */
interface EncodedResponseInit extends ResponseInit {
  readonly encodeBody?: 'automatic' | 'manual';
}

/** An archive document changes only by a withdrawal, so caches may keep it longer. */
const MAX_AGE = { current: 'max-age=60', archive: 'max-age=3600' } as const;

export type Freshness = keyof typeof MAX_AGE;

/**
 * The document, or 304 when the client has it (RFC 9110 section 15.4.5). `Last-Modified` is left out when it is later than
 * `now` (section 8.8.2.1).
 */
export function documentResponse(
  c: Context,
  document: EncodedDocument,
  freshness: Freshness,
  now: Instant,
): Response {
  const lastModified = document.lastModified > now ? null : document.lastModified;
  const headers = documentHeaders(document, freshness, lastModified);
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
  freshness: Freshness,
  lastModified: Instant | null,
): { readonly [name: string]: string } {
  return {
    ETag: document.etag,
    'Cache-Control': `public, ${MAX_AGE[freshness]}, stale-while-revalidate=600, stale-if-error=600`,
    'Cloudflare-CDN-Cache-Control': 'public, max-age=300, stale-while-revalidate=60, stale-if-error=60',
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
