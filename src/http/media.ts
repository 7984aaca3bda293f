import type { Context, Hono } from 'hono';
import { tag } from '../documents/cache-tags.ts';
import type { MediaItem } from '../domain/media-file.ts';
import { ownerOf } from '../domain/timeline.ts';
import { mediaFileUrl } from '../domain/urls.ts';
import { attachment } from '../media/disposition.ts';
import type { MediaWithNewsroom } from '../media/media-port.ts';
import { isNotModified } from '../negotiation/conditional.ts';
import { type ChosenRange, chooseRange, mayBePartial } from '../negotiation/range.ts';
import { problemResponse } from './problem.ts';
import { moved } from './redirect.ts';
import { numberPart, part, resource } from './resource.ts';
import type { Service } from './service.ts';

/** The bytes of libraries' files. */
export function mediaFiles(app: Hono, service: Service): void {
  resource(app, '/media/:number/:id/:name', { GET: (c) => file(c, service) });
  resource(app, '/media/:number/:id', { GET: (c) => file(c, service) });
}

async function file(c: Context, service: Service): Promise<Response> {
  const number = numberPart(c, 'number');
  const key = number === null ? null : await service.directory.registry.keyOfNumber(number);
  const held = key === null ? null : await service.newsroom(key).media.get(part(c, 'id'), 'newsroom');
  if (key === null || held === null) return problemResponse(c, { code: 'not-found' });
  const { newsroom, item } = held;
  // The name is decoration: whatever else it was, it leads here.
  if (part(c, 'name') !== item.fileName) return moved(mediaFileUrl(service.baseUrl, newsroom.number, item));
  const headers = headersOf(item, key, c.req.query('download') !== undefined);
  const conditions = {
    method: c.req.method,
    ifNoneMatch: c.req.header('if-none-match') ?? null,
    ifModifiedSince: null,
  };
  const validators = { etag: headers.ETag, lastModified: null };
  if (isNotModified(conditions, validators, service.now()))
    return new Response(null, { status: 304, headers });
  return content(c, service, held, headers);
}

/** A range where the platform gives any, else the whole, from storage as the client takes it. */
async function content(
  c: Context,
  service: Service,
  { item, blob }: MediaWithNewsroom,
  headers: ReturnType<typeof headersOf>,
): Promise<Response> {
  const range = service.servesRanges ? rangeOf(c, item, headers.ETag) : null;
  if (range === 'unsatisfiable') {
    const unsatisfied = { 'Content-Range': `bytes */${item.bytes}`, 'Cache-Control': 'no-store' };
    return new Response(null, { status: 416, headers: { ...headers, ...unsatisfied } });
  }
  const sent = {
    ...headers,
    'Content-Type': item.type,
    'Content-Length': String(range === null ? item.bytes : range.length),
    ...(service.servesRanges && { 'Accept-Ranges': 'bytes' }),
    ...(range !== null && { 'Content-Range': contentRange(range, item.bytes) }),
  };
  const status = range === null ? 200 : 206;
  if (c.req.method === 'HEAD') return new Response(null, { status, headers: sent });
  const body = await service.media.get(blob, range ?? undefined);
  if (body === null) return problemResponse(c, { code: 'unavailable' });
  return new Response(body, { status, headers: sent });
}

/** RFC 9110 section 14.2: only a GET has ranges. */
function rangeOf(c: Context, item: MediaItem, etag: string): ChosenRange | 'unsatisfiable' | null {
  const isAsked = c.req.method === 'GET' && mayBePartial(c.req.header('if-range') ?? null, etag);
  return isAsked ? chooseRange(c.req.header('range') ?? null, item.bytes) : null;
}

function contentRange({ offset, length }: ChosenRange, size: number): string {
  return `bytes ${offset}-${offset + length - 1}/${size}`;
}

/**
 * The bytes never change, so everyone keeps them for a year; a file that is taken out of the library is gone at the edge
 * with that. Whatever the bytes are besides what they were found to be, nothing in them runs:
 * no sniffing, no scripts, a sandbox, and documents are not shown in the page's place.
 */
function headersOf(item: MediaItem, newsroomKey: number, isDownload: boolean) {
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
    ...(isAttachment && { 'Content-Disposition': attachment(item.fileName) }),
  };
}
