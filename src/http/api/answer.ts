import type { Context } from 'hono';
import { PRIVATE } from '../problem.ts';

export const API = '/api/v1';

interface AnswerOptions {
  readonly status?: number;
  readonly headers?: { readonly [name: string]: string };
}

/** JSON; `null` is 204. Private when the request carried `Authorization`, else public and varying by it. */
export function answer(c: Context, body: object | null, { status, headers }: AnswerOptions = {}): Response {
  return new Response(body === null ? null : JSON.stringify(body), {
    status: status ?? (body === null ? 204 : 200),
    headers: {
      ...(body !== null && { 'Content-Type': 'application/json' }),
      ...cacheHeaders(c),
      'X-Content-Type-Options': 'nosniff',
      'Access-Control-Allow-Origin': '*',
      ...headers,
    },
  });
}

/** The edge's key has no `Authorization` in it, so the edge keeps nothing of the API. */
export function cacheHeaders(c: Context) {
  return {
    'Cache-Control': c.req.header('authorization') === undefined ? 'public, max-age=60' : PRIVATE,
    'Cloudflare-CDN-Cache-Control': 'no-store',
    Vary: 'Authorization',
  };
}
