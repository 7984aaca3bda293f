import type { Context, Hono } from 'hono';
import { ownField } from '../../base/json.ts';
import { representNewsroom } from '../../domain/representation.ts';
import { parseNewsroom, patchNewsroom } from '../../validation/newsroom-request.ts';
import { PATCH_TYPES, readJson } from '../body.ts';
import { identifyPrincipal } from '../principal.ts';
import { problemResponse } from '../problem.ts';
import { addResource } from '../resource.ts';
import type { Service } from '../service.ts';
import { API, jsonResponse } from './answer.ts';
import { type NewsroomCall, newsroomHandler } from './at-newsroom.ts';
import { requirePermission } from './permission.ts';

/** Creating a newsroom, reading and changing its profile. */
export function addNewsroomRoutes(app: Hono, service: Service): void {
  addResource(app, `${API}/newsrooms`, { POST: (c) => createNewsroom(c, service) });
  addResource(app, `${API}/newsrooms/:newsroom`, {
    GET: newsroomHandler(service, 'anyone', (c, { newsroom }) =>
      jsonResponse(c, representNewsroom(newsroom, service.baseUrl)),
    ),
    PATCH: newsroomHandler(service, 'newsroom or admin', (c, call) => patchProfile(c, service, call)),
  });
}

async function createNewsroom(c: Context, service: Service): Promise<Response> {
  const principal = await identifyPrincipal(c, service, null);
  const permitted = principal.ok ? requirePermission(c, principal.value, 'admin') : principal;
  if (!permitted.ok) return problemResponse(c, permitted.problem);
  const body = await readJson(c);
  const profile = body.ok ? parseNewsroom(body.value) : body;
  if (!profile.ok) return problemResponse(c, profile.problem);
  const reserved = await service.directory.registry.reserve(profile.value.slug, null);
  if (!reserved.ok) return problemResponse(c, reserved.problem);
  const { key, number } = reserved.value;
  const created = await service.newsroom(key).profile.create(profile.value, number);
  if (!created.ok) return problemResponse(c, created.problem);
  const { newsroom, token } = created.value;
  const location = `${service.baseUrl}${API}/newsrooms/${newsroom.slug}`;
  const representation = { newsroom: representNewsroom(newsroom, service.baseUrl), token };
  return jsonResponse(c, representation, { status: 201, headers: { Location: location } });
}

async function patchProfile(
  c: Context,
  service: Service,
  { key, port, newsroom, principal }: NewsroomCall,
): Promise<Response> {
  const body = await readJson(c, PATCH_TYPES);
  if (!body.ok) return problemResponse(c, body.problem);
  const slug = ownField(body.value, 'slug');
  if (typeof slug === 'string' && slug !== newsroom.slug) {
    // A slug that a newsroom has had is never given again, so no newsroom chooses one for itself.
    if (principal.role !== 'admin') return problemResponse(c, { code: 'forbidden', needs: 'operator' });
    // A reservation is permanent, so the patch is validated before it.
    const valid = patchNewsroom(newsroom, body.value, service.baseUrl);
    const reserved = valid.ok ? await service.directory.registry.reserve(valid.value.slug, key) : valid;
    if (!reserved.ok) return problemResponse(c, reserved.problem);
  }
  const changed = await port.profile.patch(body.value);
  return changed.ok
    ? jsonResponse(c, representNewsroom(changed.value, service.baseUrl))
    : problemResponse(c, changed.problem);
}
