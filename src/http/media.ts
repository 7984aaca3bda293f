import type { Context, Hono } from 'hono';
import { tag } from '../documents/cache-tags.ts';
import type { MediaItem } from '../domain/media-file.ts';
import { ownerOf } from '../domain/timeline.ts';
import { mediaFileUrl, PREVIEW_PARAMETER } from '../domain/urls.ts';
import { attachmentDisposition } from '../media/disposition.ts';
import type { MediaWithNewsroom } from '../media/media-port.ts';
import { isNotModified } from '../negotiation/conditional.ts';
import { type ChosenRange, chooseRange, isRangeAllowed } from '../negotiation/range.ts';
import type { NewsroomPort } from '../newsroom/port.ts';
import { identifyPrincipal } from './principal.ts';
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
  const readable =
    key === null ? null : await readableFile(c, service, service.newsroom(key), pathPart(c, 'id'));
  // The same answer as for a file that does not exist; no cache may keep it, because the file may become public.
  if (key === null || readable === null)
    return problemResponse(c, { code: 'not-found' }, { headers: { 'Cache-Control': 'no-store' } });
  const { media, isPublic } = readable;
  const { newsroom, item } = media;
  // The id alone identifies the file; a wrong or missing name redirects to the right one.
  if (isPublic && pathPart(c, 'name') !== item.fileName)
    return permanentRedirect(mediaFileUrl(service.baseUrl, newsroom.number, item));
  const headers = fileHeaders(item, key, isPublic, c.req.query('download') !== undefined);
  const conditions = {
    method: c.req.method,
    ifNoneMatch: c.req.header('if-none-match') ?? null,
    ifModifiedSince: null,
  };
  const validators = { etag: headers.ETag, lastModified: null };
  if (isNotModified(conditions, validators, service.now()))
    return new Response(null, { status: 304, headers });
  // Asked before the status line is sent, which promises the whole file.
  if ((await service.media.size(media.blob)) !== item.bytes) {
    await service.newsroom(key).media.check(item.id);
    return problemResponse(c, { code: 'unavailable' });
  }
  return contentResponse(c, service, media, headers);
}

interface ReadableFile {
  readonly media: MediaWithNewsroom;
  /** False when only the client's right lets it read the file. */
  readonly isPublic: boolean;
}

/**
 * The file, if it is public or the client may read it: with a token of the newsroom, or by the signed address of a preview.
 * A session of a person who signed in is one more such right, to be asked here. Null without a right.
 */
async function readableFile(
  c: Context,
  service: Service,
  port: NewsroomPort,
  id: string,
): Promise<ReadableFile | null> {
  const shown = await port.media.get(id, 'public');
  if (shown !== null) return { media: shown, isPublic: true };
  const media = (await mayReadPrivate(c, service, port, id)) ? await port.media.get(id, 'newsroom') : null;
  return media === null ? null : { media, isPublic: false };
}

async function mayReadPrivate(
  c: Context,
  service: Service,
  port: NewsroomPort,
  id: string,
): Promise<boolean> {
  const signature = c.req.query(PREVIEW_PARAMETER);
  if (signature !== undefined && (await port.previews.shows(id, signature))) return true;
  const principal = await identifyPrincipal(c, service, port);
  return principal.ok && principal.value.role === 'newsroom';
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

/** Two minutes: so long may a file be read in a cache that is not told that it is no longer public. */
const PUBLIC_CACHE = 'public, max-age=120';
const PRIVATE_CACHE = 'private, no-store';

/**
 * The bytes of an id never change, so that a cache asks again with the ETag and gets a 304; the cache tag lets the edge
 * remove a file that is no longer public. The bytes may also be valid in another format than the detected one, so sniffing and scripts are disabled, and documents
 * are downloaded.
 */
function fileHeaders(item: MediaItem, newsroomKey: number, isPublic: boolean, isDownload: boolean) {
  const isAttachment = isDownload || item.kind === 'document';
  const owner = ownerOf(newsroomKey);
  return {
    ETag: `"${item.id}"`,
    'Cache-Control': isPublic ? PUBLIC_CACHE : PRIVATE_CACHE,
    'Cloudflare-CDN-Cache-Control': isPublic ? PUBLIC_CACHE : 'no-store',
    ...(isPublic && { 'Cache-Tag': [owner, tag.file(owner, item.id)].join(',') }),
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "sandbox; default-src 'none'",
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Expose-Headers': 'ETag, Content-Range',
    'Cross-Origin-Resource-Policy': 'cross-origin',
    ...(isAttachment && { 'Content-Disposition': attachmentDisposition(item.fileName) }),
  };
}
