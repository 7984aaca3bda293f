import type { IncomingMessage, RequestListener } from 'node:http';
import type { Asked, Front } from '../../http/response-cache.ts';
import { REQUEST_ID } from '../../http/access-log.ts';
import type { Log } from '../../base/log.ts';

/** Answers what the front has, in one write, and leaves the rest to `app`. The log hears of both. */
export function behindFront(front: Front, log: Log, app: RequestListener): RequestListener {
  return (request, response) => {
    const ready = front.lookup(askedBy(request));
    if (ready === null) {
      app(request, response);
      return;
    }
    const { status, headers, body, route, bytes } = ready;
    const watched = log.request();
    response.writeHead(status, watched === null ? headers : [...headers, REQUEST_ID, watched.id]);
    // With the body at hand Node sends it together with the head.
    response.end(body);
    watched?.answered({ method: request.method ?? '', route, status, bytes });
  };
}

function askedBy(request: IncomingMessage): Asked {
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
