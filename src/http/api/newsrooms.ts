import type { Context, Hono } from 'hono';
import { own } from '../../base/json.ts';
import { representNewsroom } from '../../domain/representation.ts';
import { parseNewsroom, patchNewsroom } from '../../validation/newsroom-request.ts';
import { PATCH_TYPES, readJson } from '../body.ts';
import { identify, permit } from '../principal.ts';
import { problemResponse } from '../problem.ts';
import { resource } from '../resource.ts';
import type { Service } from '../service.ts';
import { API, answer } from './answer.ts';
import { atNewsroom, type Call } from './at-newsroom.ts';

/** Newsrooms: founding one, reading and changing its profile. */
export function newsrooms(app: Hono, service: Service): void {
  resource(app, `${API}/newsrooms`, { POST: (c) => found(c, service) });
  resource(app, `${API}/newsrooms/:newsroom`, {
    GET: atNewsroom(service, 'anyone', (c, { newsroom }) =>
      answer(c, representNewsroom(newsroom, service.baseUrl)),
    ),
    PATCH: atNewsroom(service, 'newsroom', (c, call) => patch(c, service, call)),
  });
}

async function found(c: Context, service: Service): Promise<Response> {
  const principal = await identify(c, service, null);
  const permitted = principal.ok ? permit(principal.value, 'admin') : principal;
  if (!permitted.ok) return problemResponse(c, permitted.problem);
  const body = await readJson(c);
  const profile = body.ok ? parseNewsroom(body.value) : body;
  if (!profile.ok) return problemResponse(c, profile.problem);
  const reserved = await service.directory.registry.reserve(profile.value.slug, null);
  if (!reserved.ok) return problemResponse(c, reserved.problem);
  const { key, number } = reserved.value;
  const founded = await service.newsroom(key).profile.create(profile.value, number);
  if (!founded.ok) return problemResponse(c, founded.problem);
  const { newsroom, token } = founded.value;
  const location = `${service.baseUrl}${API}/newsrooms/${newsroom.slug}`;
  const shown = { newsroom: representNewsroom(newsroom, service.baseUrl), token };
  return answer(c, shown, { status: 201, headers: { Location: location } });
}

async function patch(c: Context, service: Service, { key, port, newsroom }: Call): Promise<Response> {
  const body = await readJson(c, PATCH_TYPES);
  if (!body.ok) return problemResponse(c, body.problem);
  const slug = own(body.value, 'slug');
  if (typeof slug === 'string' && slug !== newsroom.slug) {
    // A slug is reserved for ever, so only once everything else about the patch is known to be right.
    const valid = patchNewsroom(newsroom, body.value, service.baseUrl);
    const reserved = valid.ok ? await service.directory.registry.reserve(valid.value.slug, key) : valid;
    if (!reserved.ok) return problemResponse(c, reserved.problem);
  }
  const changed = await port.profile.patch(body.value);
  return changed.ok
    ? answer(c, representNewsroom(changed.value, service.baseUrl))
    : problemResponse(c, changed.problem);
}
