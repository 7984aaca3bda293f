import type { Context, Hono } from 'hono';
import { routePath } from 'hono/route';
import type { Log } from '../base/log.ts';

export const REQUEST_ID = 'X-Request-Id';

/** The ids of requests that the log is told of; an id that stands in no log would help nobody. */
const ids = new WeakMap<Context, string>();

/** Tells the log how each request was answered, where it wants to know. */
export function logRequests(app: Hono, log: Log): void {
  app.use(async (c, next) => {
    const requestLog = log.request();
    if (requestLog === null) return next();
    ids.set(c, requestLog.id);
    await next();
    c.res.headers.set(REQUEST_ID, requestLog.id);
    const { status } = c.res;
    requestLog.answered({ method: methodOf(c), route: routePath(c), status, bytes: bytesOf(c.res) });
  });
}

/** Tells the log of a request that failed. */
export function logFailure(c: Context, log: Log, error: unknown): string {
  const id = ids.get(c) ?? crypto.randomUUID();
  log.failed('request', error, id);
  return id;
}

/** The answer under the id that the log has it by. */
export function withRequestId(response: Response, id: string): Response {
  response.headers.set(REQUEST_ID, id);
  return response;
}

/** A client may call its method anything. */
function methodOf(c: Context): string {
  const known = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
  return known.includes(c.req.method) ? c.req.method : 'other';
}

function bytesOf({ headers }: Response): number | null {
  const length = headers.get('content-length');
  return length === null ? null : Number(length);
}
