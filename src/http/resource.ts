import type { Context, Hono } from 'hono';
import { problemResponse } from './problem.ts';

export type Handler = (c: Context) => Response | Promise<Response>;

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

export type Handlers = { readonly [M in (typeof METHODS)[number]]?: Handler };

/**
 * Adds the handlers of one path; GET also handles HEAD. Other methods get 405 with `Allow` (RFC 9110 section 15.5.6).
 * Where path patterns overlap, the first added resource answers.
 */
export function addResource(app: Hono, path: string, handlers: Handlers): void {
  const known = METHODS.filter((method) => handlers[method] !== undefined);
  for (const method of known) {
    const handler = handlers[method];
    if (handler !== undefined) app.on(method, path, handler);
  }
  const allow = [...known.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])), 'OPTIONS'];
  const isReadable = handlers.GET !== undefined;
  app.all(path, (c) =>
    c.req.method === 'OPTIONS'
      ? optionsResponse(allow.join(', '), isReadable)
      : problemResponse(c, { code: 'method-not-allowed' }, { headers: { Allow: allow.join(', ') } }),
  );
}

function optionsResponse(allow: string, isReadable: boolean): Response {
  const cors = {
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Allow-Methods': 'GET, HEAD',
    'Access-Control-Allow-Headers': 'If-None-Match, If-Modified-Since',
    'Access-Control-Max-Age': '86400',
  };
  return new Response(null, {
    status: 204,
    headers: { Allow: allow, 'Cache-Control': 'no-store', ...(isReadable && cors) },
  });
}

/** Percent-decoded; empty when the route has no such parameter. */
export function pathPart(c: Context, name: string): string {
  return c.req.param(name) ?? '';
}

export function pathNumber(c: Context, name: string): number | null {
  const text = pathPart(c, name);
  return /^[1-9][0-9]{0,8}$/.test(text) ? Number(text) : null;
}
