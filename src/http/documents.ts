import type { Context } from 'hono';
import { toHttpDate } from '../base/time/http-date.ts';
import type { Instant } from '../base/time/instant.ts';
import type { EncodedDocument } from '../documents/document.ts';
import { isNotModified } from '../negotiation/conditional.ts';

/** workerd encodes a body by its `Content-Encoding` unless told that it already is; Node knows no such option. */
interface EncodedResponseInit extends ResponseInit {
  readonly encodeBody?: 'automatic' | 'manual';
}

/** Everyone else's caches for a minute; a closed archive document only changes by a withdrawal. */
const FRESH = { current: 'max-age=60', archive: 'max-age=3600' } as const;

export type Freshness = keyof typeof FRESH;

/**
 * A document, or 304 when the client has it (RFC 9110 section 15.4.5 names the headers a 304 carries as well). `now`
 * is for dates: `Last-Modified` must not lie ahead of it (section 8.8.2.1).
 */
export function documentResponse(
  c: Context,
  served: EncodedDocument,
  freshness: Freshness,
  now: Instant,
): Response {
  const lastModified = served.lastModified > now ? null : served.lastModified;
  const headers = documentHeaders(served, freshness, lastModified);
  const conditions = {
    method: c.req.method,
    ifNoneMatch: c.req.header('if-none-match') ?? null,
    ifModifiedSince: served.crowded ? null : (c.req.header('if-modified-since') ?? null),
  };
  if (isNotModified(conditions, { etag: served.etag, lastModified }, now)) {
    return new Response(null, { status: 304, headers });
  }
  const init: EncodedResponseInit = {
    headers: { ...headers, ...bodyHeaders(served) },
    ...(served.encoding !== null && { encodeBody: 'manual' }),
  };
  return new Response(new Uint8Array(served.body), init);
}

/** Of 200 and 304 alike. */
export function documentHeaders(
  served: EncodedDocument,
  freshness: Freshness,
  lastModified: Instant | null,
): { readonly [name: string]: string } {
  return {
    ETag: served.etag,
    'Cache-Control': `public, ${FRESH[freshness]}, stale-while-revalidate=600, stale-if-error=600`,
    'Cloudflare-CDN-Cache-Control': 'public, max-age=300, stale-while-revalidate=60, stale-if-error=60',
    Vary: 'Accept-Encoding',
    'Access-Control-Allow-Origin': '*',
    // What is the same until the next deployment bears none.
    ...(served.tags.length > 0 && { 'Cache-Tag': served.tags.join(',') }),
    ...(lastModified !== null && { 'Last-Modified': toHttpDate(lastModified) }),
  };
}

/**
 * Of an answer that has the document in it. A 304 leaves them out (RFC 9110 section 15.4.5): whoever asked has them, and
 * of all that is sent most is 304s.
 */
export function bodyHeaders(served: EncodedDocument): { readonly [name: string]: string } {
  const { mediaType, body, encoding, language, links } = served;
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
