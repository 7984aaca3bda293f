import type { Context } from 'hono';
import { PRIVATE } from '../problem.ts';

export const API = '/api/v1';

interface ResponseOptions {
  readonly status?: number;
  readonly headers?: { readonly [name: string]: string };
}

/** A JSON response; 204 for `null`. Caches may store it only when the request had no `Authorization`. */
export function jsonResponse(
  c: Context,
  body: object | null,
  { status, headers }: ResponseOptions = {},
): Response {
  return new Response(body === null ? null : JSON.stringify(body), {
    status: status ?? (body === null ? 204 : 200),
    headers: {
      ...(body !== null && { 'Content-Type': 'application/json' }),
      ...apiCacheHeaders(c),
      'X-Content-Type-Options': 'nosniff',
      'Access-Control-Allow-Origin': '*',
      ...headers,
    },
  });
}

/** The edge's cache key does not include `Authorization`, so the edge must not store API responses. */
export function apiCacheHeaders(c: Context) {
  return {
    'Cache-Control': c.req.header('authorization') === undefined ? 'public, max-age=60' : PRIVATE,
    'Cloudflare-CDN-Cache-Control': 'no-store',
    Vary: 'Authorization',
  };
}
