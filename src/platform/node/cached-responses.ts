import type { IncomingMessage, RequestListener } from 'node:http';
import type { Log } from '../../base/log.ts';
import { REQUEST_ID_HEADER } from '../../http/access-log.ts';
import type { RequestFields, ResponseCache } from '../../http/response-cache.ts';

export function withResponseCache(
  responseCache: ResponseCache,
  log: Log,
  app: RequestListener,
): RequestListener {
  return (request, response) => {
    const cached = responseCache.lookup(requestFields(request));
    if (cached === null) {
      app(request, response);
      return;
    }
    const { status, headers, body, route, bytes } = cached;
    const requestLog = log.request();
    response.writeHead(
      status,
      requestLog === null ? headers : [...headers, REQUEST_ID_HEADER, requestLog.id],
    );
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
    acceptEncoding: joinLines(headers['accept-encoding']),
    ifNoneMatch: headers['if-none-match'] ?? null,
    // Node keeps the first of several lines, the application joins them (which is no date): both must decide alike.
    ifModifiedSince:
      headers['if-modified-since'] === undefined
        ? null
        : joinLines(request.headersDistinct['if-modified-since']),
  };
}

function joinLines(value: string | readonly string[] | undefined): string | null {
  if (value === undefined) return null;
  return typeof value === 'string' ? value : value.join(', ');
}
