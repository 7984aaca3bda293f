import type { Context, Hono } from 'hono';
import { invalid, ok, type Result } from '../../base/problem.ts';
import type { Audience } from '../../domain/representation.ts';
import type { MediaQuery, MediaWithNewsroom } from '../../media/media-port.ts';
import { representMedia } from '../../media/representation.ts';
import { PATCH_TYPES, readJson } from '../body.ts';
import { problemResponse } from '../problem.ts';
import { addResource, pathPart } from '../resource.ts';
import type { Service } from '../service.ts';
import { API, jsonResponse } from './answer.ts';
import { type NewsroomCall, newsroomHandler } from './at-newsroom.ts';
import { LIST_LIMIT, limitError } from './list-query.ts';
import { receiveMedia } from './media-upload.ts';

const MEDIA = `${API}/newsrooms/:newsroom/media`;

/** A newsroom's media library: files that the press may use, with their metadata. */
export function addMediaLibraryRoutes(app: Hono, service: Service): void {
  addResource(app, MEDIA, {
    GET: newsroomHandler(service, 'anyone', (c, call) => listMedia(c, service, call)),
    PUT: newsroomHandler(service, 'newsroom', (c, call) => putMedia(c, service, call)),
  });
  addResource(app, `${MEDIA}/:id`, {
    GET: newsroomHandler(service, 'anyone', async (c, { port, audience }) => {
      const media = await port.media.get(pathPart(c, 'id'), audience);
      return media === null ? problemResponse(c, { code: 'not-found' }) : mediaResponse(c, service, media);
    }),
    PATCH: newsroomHandler(service, 'newsroom', (c, call) => patchMedia(c, service, call)),
    DELETE: newsroomHandler(service, 'newsroom', async (c, { port }) => {
      const removed = await port.media.remove(pathPart(c, 'id'));
      return removed.ok ? jsonResponse(c, null) : problemResponse(c, removed.problem);
    }),
  });
}

async function listMedia(c: Context, service: Service, { port, audience }: NewsroomCall): Promise<Response> {
  const query = listQuery(c, audience);
  const page = query.ok ? await port.media.list(query.value) : query;
  if (!page.ok) return problemResponse(c, page.problem);
  const { newsroom, items, next } = page.value;
  return jsonResponse(c, {
    media: items.map((item) => representMedia(item, newsroom.number, service.baseUrl)),
    next,
  });
}

function listQuery(c: Context, audience: Audience): Result<MediaQuery> {
  const limit = c.req.query('limit');
  const error = limit === undefined ? null : limitError(limit);
  if (error !== null) return invalid(error);
  return ok({ limit: Number(limit ?? LIST_LIMIT.default), cursor: c.req.query('cursor') ?? null, audience });
}

async function putMedia(c: Context, service: Service, { port, principal }: NewsroomCall): Promise<Response> {
  const upload = await receiveMedia(c, service.media, port.media);
  const stored = upload.ok ? await port.media.put(upload.value, principal.scope) : upload;
  if (!stored.ok) return problemResponse(c, stored.problem);
  const { media, isNew } = stored.value;
  const { newsroom, item } = media;
  const location = `${service.baseUrl}${API}/newsrooms/${newsroom.slug}/media/${item.id}`;
  return mediaResponse(c, service, media, isNew ? 201 : 200, { Location: location });
}

/** 404 comes before the problems of the request's body. */
async function patchMedia(
  c: Context,
  service: Service,
  { port, principal }: NewsroomCall,
): Promise<Response> {
  const id = pathPart(c, 'id');
  if ((await port.media.get(id, 'newsroom')) === null) return problemResponse(c, { code: 'not-found' });
  const body = await readJson(c, PATCH_TYPES);
  const ifMatch = c.req.header('if-match') ?? null;
  const patched = body.ok ? await port.media.patch(id, ifMatch, body.value, principal.scope) : body;
  return patched.ok ? mediaResponse(c, service, patched.value) : problemResponse(c, patched.problem);
}

/** The ETag is the file's revision, which `If-Match` of a change must name. */
function mediaResponse(
  c: Context,
  service: Service,
  { newsroom, item }: MediaWithNewsroom,
  status = 200,
  headers: { readonly [name: string]: string } = {},
): Response {
  const representation = representMedia(item, newsroom.number, service.baseUrl);
  return jsonResponse(c, representation, { status, headers: { ETag: `"${item.revision}"`, ...headers } });
}
