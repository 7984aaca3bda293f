import type { Context, Hono } from 'hono';
import { toRfc3339 } from '../../base/time/helsinki.ts';
import { previewUrl } from '../../domain/urls.ts';
import { readOptionalJson } from '../body.ts';
import { problemResponse } from '../problem.ts';
import { resource } from '../resource.ts';
import type { Service } from '../service.ts';
import { API, answer } from './answer.ts';
import { atNewsroom, type Call } from './at-newsroom.ts';
import { releaseOf } from './releases.ts';

/** `POST …/previews {expiresIn?}`: a link that shows a release before it is public. */
export function previewLinks(app: Hono, service: Service): void {
  resource(app, `${API}/newsrooms/:newsroom/releases/:number/previews`, {
    POST: atNewsroom(service, 'newsroom', (c, call) => grant(c, service, call)),
  });
}

async function grant(c: Context, service: Service, call: Call): Promise<Response> {
  const held = await releaseOf(c, call);
  if (held === null) return problemResponse(c, { code: 'not-found' });
  const body = await readOptionalJson(c);
  const granted = body.ok ? await call.port.previews.grant(held.release.number, body.value) : body;
  if (!granted.ok) return problemResponse(c, granted.problem);
  const { newsroom, token, expiresAt, languages } = granted.value;
  const urls = languages.map((language) => previewUrl(service.baseUrl, language, newsroom.slug, token));
  return answer(
    c,
    {
      url: urls[0],
      urls: Object.fromEntries(languages.map((language, index) => [language, urls[index]])),
      expiresAt: toRfc3339(expiresAt),
    },
    { status: 201 },
  );
}
