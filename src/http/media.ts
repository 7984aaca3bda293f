import type { Context, Hono } from 'hono';
import { tag } from '../documents/cache-tags.ts';
import type { MediaItem } from '../domain/media-file.ts';
import { ownerOf } from '../domain/timeline.ts';
import { mediaFileUrl } from '../domain/urls.ts';
import { attachmentDisposition } from '../media/disposition.ts';
import type { MediaWithNewsroom } from '../media/media-port.ts';
import { isNotModified } from '../negotiation/conditional.ts';
import { type ChosenRange, chooseRange, isRangeAllowed } from '../negotiation/range.ts';
import { problemResponse } from './problem.ts';
import { permanentRedirect } from './redirect.ts';
import { addResource, pathNumber, pathPart } from './resource.ts';
import type { Service } from './service.ts';

export function addMediaFileRoutes(app: Hono, service: Service): void {
  addResource(app, '/media/:number/:id/:name', { GET: (c) => fileResponse(c, service) });
  addResource(app, '/media/:number/:id', { GET: (c) => fileResponse(c, service) });
}

async function fileResponse(c: Context, service: Service): Promise<Response> {
  const number = pathNumber(c, 'number');
  const key = number === null ? null : await service.directory.registry.keyOfNumber(number);
  const media = key === null ? null : await service.newsroom(key).media.get(pathPart(c, 'id'), 'newsroom');
  if (key === null || media === null) return problemResponse(c, { code: 'not-found' });
  const { newsroom, item } = media;
  // The id alone identifies the file; a wrong or missing name redirects to the right one.
  if (pathPart(c, 'name') !== item.fileName)
    return permanentRedirect(mediaFileUrl(service.baseUrl, newsroom.number, item));
  const headers = fileHeaders(item, key, c.req.query('download') !== undefined);
  const conditions = {
    method: c.req.method,
    ifNoneMatch: c.req.header('if-none-match') ?? null,
    ifModifiedSince: null,
  };
  const validators = { etag: headers.ETag, lastModified: null };
  if (isNotModified(conditions, validators, service.now()))
    return new Response(null, { status: 304, headers });
  return contentResponse(c, service, media, headers);
}

/** Streams the file, or the requested range of it where the platform supports ranges. */
async function contentResponse(
  c: Context,
  service: Service,
  { item, blob }: MediaWithNewsroom,
  headers: ReturnType<typeof fileHeaders>,
): Promise<Response> {
  const range = service.supportsRanges ? requestedRange(c, item, headers.ETag) : null;
  if (range === 'unsatisfiable') {
    const unsatisfied = { 'Content-Range': `bytes */${item.bytes}`, 'Cache-Control': 'no-store' };
    return new Response(null, { status: 416, headers: { ...headers, ...unsatisfied } });
  }
  const contentHeaders = {
    ...headers,
    'Content-Type': item.type,
    'Content-Length': String(range === null ? item.bytes : range.length),
    ...(service.supportsRanges && { 'Accept-Ranges': 'bytes' }),
    ...(range !== null && { 'Content-Range': contentRange(range, item.bytes) }),
  };
  const status = range === null ? 200 : 206;
  if (c.req.method === 'HEAD') return new Response(null, { status, headers: contentHeaders });
  const body = await service.media.get(blob, range ?? undefined);
  if (body === null) return problemResponse(c, { code: 'unavailable' });
  return new Response(body, { status, headers: contentHeaders });
}

/** RFC 9110 section 14.2: only a GET can request a range. */
function requestedRange(c: Context, item: MediaItem, etag: string): ChosenRange | 'unsatisfiable' | null {
  const isRequested = c.req.method === 'GET' && isRangeAllowed(c.req.header('if-range') ?? null, etag);
  return isRequested ? chooseRange(c.req.header('range') ?? null, item.bytes) : null;
}

function contentRange({ offset, length }: ChosenRange, size: number): string {
  return `bytes ${offset}-${offset + length - 1}/${size}`;
}

/**
 * The bytes of an id never change, so caches may keep them for a year; the cache tag lets the edge remove a deleted file.
 * The bytes may also be valid in another format than the detected one, so sniffing and scripts are disabled, and documents
 * are downloaded.
 */
function fileHeaders(item: MediaItem, newsroomKey: number, isDownload: boolean) {
  const isAttachment = isDownload || item.kind === 'document';
  const owner = ownerOf(newsroomKey);
  return {
    ETag: `"${item.id}"`,
    'Cache-Control': 'public, max-age=31536000, immutable',
    'Cloudflare-CDN-Cache-Control': 'public, max-age=3600, stale-while-revalidate=60, stale-if-error=60',
    'Cache-Tag': [owner, tag.file(owner, item.id)].join(','),
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "sandbox; default-src 'none'",
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Expose-Headers': 'ETag, Content-Range',
    'Cross-Origin-Resource-Policy': 'cross-origin',
    ...(isAttachment && { 'Content-Disposition': attachmentDisposition(item.fileName) }),
  };
}
