import type { IncomingMessage, RequestListener } from 'node:http';
import type { Log } from '../../base/log.ts';
import { REQUEST_ID } from '../../http/access-log.ts';
import type { RequestFields, ResponseCache } from '../../http/response-cache.ts';

/** Answers what the front has, in one write, and leaves the rest to `app`. The log hears of both. */
export function withResponseCache(
  responseCache: ResponseCache,
  log: Log,
  app: RequestListener,
): RequestListener {
  return (request, response) => {
    const ready = responseCache.lookup(requestFields(request));
    if (ready === null) {
      app(request, response);
      return;
    }
    const { status, headers, body, route, bytes } = ready;
    const requestLog = log.request();
    response.writeHead(status, requestLog === null ? headers : [...headers, REQUEST_ID, requestLog.id]);
    // With the body at hand Node sends it together with the head.
    response.end(body);
    requestLog?.answered({ method: request.method ?? '', route, status, bytes });
  };
}

function requestFields(request: IncomingMessage): RequestFields {
  const { method = '', url: target = '', headers } = request;
  return {
    method,
    target,
    host: headers.host ?? null,
    hasBody: headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined,
    isAuthorized: headers.authorization !== undefined,
    acceptEncoding: lines(headers['accept-encoding']),
    ifNoneMatch: headers['if-none-match'] ?? null,
    // Of several lines Node keeps the first, and the application reads all of them, which make no date.
    ifModifiedSince:
      headers['if-modified-since'] === undefined ? null : lines(request.headersDistinct['if-modified-since']),
  };
}

function lines(value: string | readonly string[] | undefined): string | null {
  if (value === undefined) return null;
  return typeof value === 'string' ? value : value.join(', ');
}
