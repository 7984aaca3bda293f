import type { Context, Hono } from 'hono';
import { routePath } from 'hono/route';
import type { Log } from '../base/log.ts';

export const REQUEST_ID_HEADER = 'X-Request-Id';

const loggedRequestIds = new WeakMap<Context, string>();

/** Logs each response and sets its `X-Request-Id`. A request without an access log entry gets no id. */
export function logRequests(app: Hono, log: Log): void {
  app.use(async (c, next) => {
    const requestLog = log.request();
    if (requestLog === null) return next();
    loggedRequestIds.set(c, requestLog.id);
    await next();
    c.res.headers.set(REQUEST_ID_HEADER, requestLog.id);
    const { status } = c.res;
    requestLog.answered({
      method: loggedMethod(c),
      route: routePath(c),
      status,
      bytes: contentLength(c.res),
    });
  });
}

/** Returns the id under which the failure is logged. */
export function logFailure(c: Context, log: Log, error: unknown): string {
  const id = loggedRequestIds.get(c) ?? crypto.randomUUID();
  log.failed('request', error, id);
  return id;
}

export function withRequestId(response: Response, id: string): Response {
  response.headers.set(REQUEST_ID_HEADER, id);
  return response;
}

/** Unknown methods are one value, so that clients cannot add label values to the metrics. */
function loggedMethod(c: Context): string {
  const known = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
  return known.includes(c.req.method) ? c.req.method : 'other';
}

function contentLength({ headers }: Response): number | null {
  const length = headers.get('content-length');
  return length === null ? null : Number(length);
}
