import type { Context, Hono } from 'hono';
import { toRfc3339 } from '../../base/time/helsinki.ts';
import { previewUrl } from '../../domain/urls.ts';
import { readOptionalJson } from '../body.ts';
import { problemResponse } from '../problem.ts';
import { addResource } from '../resource.ts';
import type { Service } from '../service.ts';
import { API, jsonResponse } from './answer.ts';
import { type NewsroomCall, newsroomHandler } from './at-newsroom.ts';
import { requestedRelease } from './releases.ts';

/** `POST …/previews {expiresIn?}` creates a link to a release that is not public yet. */
export function addPreviewLinkRoute(app: Hono, service: Service): void {
  addResource(app, `${API}/newsrooms/:newsroom/releases/:number/previews`, {
    POST: newsroomHandler(service, 'newsroom', (c, call) => createPreviewLink(c, service, call)),
  });
}

async function createPreviewLink(c: Context, service: Service, call: NewsroomCall): Promise<Response> {
  const current = await requestedRelease(c, call);
  if (current === null) return problemResponse(c, { code: 'not-found' });
  const body = await readOptionalJson(c);
  const granted = body.ok ? await call.port.previews.grant(current.release.number, body.value) : body;
  if (!granted.ok) return problemResponse(c, granted.problem);
  const { newsroom, token, expiresAt, languages } = granted.value;
  const urls = languages.map((language) => previewUrl(service.baseUrl, language, newsroom.slug, token));
  return jsonResponse(
    c,
    {
      url: urls[0],
      urls: Object.fromEntries(languages.map((language, index) => [language, urls[index]])),
      expiresAt: toRfc3339(expiresAt),
    },
    { status: 201 },
  );
}
