import type { Context, Hono } from 'hono';
import { previewUrl } from '../../domain/urls.ts';
import type { House } from '../../newsroom/port.ts';
import { toRfc3339 } from '../../base/time/helsinki.ts';
import { readOptionalJson } from '../body.ts';
import { problemResponse } from '../problem.ts';
import { resource } from '../resource.ts';
import { API, answer } from './answer.ts';
import { atNewsroom, type Call } from './at-newsroom.ts';
import { releaseOf } from './releases.ts';

/** `POST …/previews {expiresIn?}`: a link that shows a release before it is public. */
export function previewLinks(app: Hono, house: House): void {
  resource(app, `${API}/newsrooms/:newsroom/releases/:number/previews`, {
    POST: atNewsroom(house, 'newsroom', (c, call) => grant(c, house, call)),
  });
}

async function grant(c: Context, house: House, call: Call): Promise<Response> {
  const held = await releaseOf(c, call);
  if (held === null) return problemResponse(c, { code: 'not-found' });
  const body = await readOptionalJson(c);
  const granted = body.ok ? await call.port.grantPreview(held.release.number, body.value) : body;
  if (!granted.ok) return problemResponse(c, granted.problem);
  const { newsroom, token, expiresAt, languages } = granted.value;
  const urls = languages.map((language) => previewUrl(house.baseUrl, language, newsroom.slug, token));
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
