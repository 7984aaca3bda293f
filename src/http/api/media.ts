import type { Context, Hono } from 'hono';
import { invalid, ok, type Result } from '../../base/problem.ts';
import type { Audience } from '../../domain/representation.ts';
import type { MediaQuery, MediaWithNewsroom } from '../../media/media-port.ts';
import { representMedia } from '../../media/representation.ts';
import { PATCH_TYPES, readJson } from '../body.ts';
import { problemResponse } from '../problem.ts';
import { part, resource } from '../resource.ts';
import type { Service } from '../service.ts';
import { API, answer } from './answer.ts';
import { atNewsroom, type Call } from './at-newsroom.ts';
import { LIMIT, limitError } from './list-query.ts';
import { receiveMedia } from './media-upload.ts';

const MEDIA = `${API}/newsrooms/:newsroom/media`;

/** A newsroom's library: files that the press may use, with their words. */
export function mediaLibrary(app: Hono, service: Service): void {
  resource(app, MEDIA, {
    GET: atNewsroom(service, 'anyone', (c, call) => list(c, service, call)),
    PUT: atNewsroom(service, 'newsroom', (c, call) => put(c, service, call)),
  });
  resource(app, `${MEDIA}/:id`, {
    GET: atNewsroom(service, 'anyone', async (c, { port, audience }) => {
      const held = await port.media.get(part(c, 'id'), audience);
      return held === null ? problemResponse(c, { code: 'not-found' }) : whole(c, service, held);
    }),
    PATCH: atNewsroom(service, 'newsroom', (c, call) => patch(c, service, call)),
    DELETE: atNewsroom(service, 'newsroom', async (c, { port }) => {
      const removed = await port.media.remove(part(c, 'id'));
      return removed.ok ? answer(c, null) : problemResponse(c, removed.problem);
    }),
  });
}

async function list(c: Context, service: Service, { port, audience }: Call): Promise<Response> {
  const query = listQuery(c, audience);
  const page = query.ok ? await port.media.list(query.value) : query;
  if (!page.ok) return problemResponse(c, page.problem);
  const { newsroom, items, next } = page.value;
  return answer(c, {
    media: items.map((item) => representMedia(item, newsroom.number, service.baseUrl)),
    next,
  });
}

function listQuery(c: Context, audience: Audience): Result<MediaQuery> {
  const limit = c.req.query('limit');
  const wrong = limit === undefined ? null : limitError(limit);
  if (wrong !== null) return invalid(wrong);
  return ok({ limit: Number(limit ?? LIMIT.default), cursor: c.req.query('cursor') ?? null, audience });
}

async function put(c: Context, service: Service, { port }: Call): Promise<Response> {
  const upload = await receiveMedia(c, service.media, port.media);
  const put = upload.ok ? await port.media.put(upload.value) : upload;
  if (!put.ok) return problemResponse(c, put.problem);
  const { held, isNew } = put.value;
  const { newsroom, item } = held;
  const location = `${service.baseUrl}${API}/newsrooms/${newsroom.slug}/media/${item.id}`;
  return whole(c, service, held, isNew ? 201 : 200, { Location: location });
}

/** Whether the file exists is said before its change is read. */
async function patch(c: Context, service: Service, { port }: Call): Promise<Response> {
  const id = part(c, 'id');
  if ((await port.media.get(id, 'newsroom')) === null) return problemResponse(c, { code: 'not-found' });
  const body = await readJson(c, PATCH_TYPES);
  const ifMatch = c.req.header('if-match') ?? null;
  const patched = body.ok ? await port.media.patch(id, ifMatch, body.value) : body;
  return patched.ok ? whole(c, service, patched.value) : problemResponse(c, patched.problem);
}

/** A file with the ETag that its next change must match. */
function whole(
  c: Context,
  service: Service,
  { newsroom, item }: MediaWithNewsroom,
  status = 200,
  headers: { readonly [name: string]: string } = {},
): Response {
  const shown = representMedia(item, newsroom.number, service.baseUrl);
  return answer(c, shown, { status, headers: { ETag: `"${item.revision}"`, ...headers } });
}
