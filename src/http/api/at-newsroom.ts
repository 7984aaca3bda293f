import type { Context } from 'hono';
import { type FoundNewsroom, findNewsroom } from '../find-newsroom.ts';
import { identify, type Principal, permit } from '../principal.ts';
import { PRIVATE, problemResponse } from '../problem.ts';
import { movedCall } from '../redirect.ts';
import { type Handler, part } from '../resource.ts';
import type { Service } from '../service.ts';
import { API } from './answer.ts';

export interface Call extends FoundNewsroom {
  readonly audience: 'newsroom' | 'public';
}

/** Anyone may read; the other two are the tokens that a call takes. */
type Access = 'anyone' | 'newsroom' | 'newsroom or admin';

const PERMITTED: { readonly [A in Access]: readonly Principal[] } = {
  anyone: ['anonymous', 'newsroom', 'other-newsroom', 'admin'],
  newsroom: ['newsroom'],
  'newsroom or admin': ['newsroom', 'admin'],
};

/** A call about the newsroom in the path: by its present slug, 401 and 403 before 404. */
export function atNewsroom(
  service: Service,
  access: Access,
  handle: (c: Context, call: Call) => Response | Promise<Response>,
): Handler {
  return async (c) => {
    const slug = part(c, 'newsroom');
    const found = await findNewsroom(service, slug);
    if (found !== null && found.newsroom.slug !== slug) return toPresent(c, service, found.newsroom.slug);
    const principal = await identify(c, service, found?.port ?? null);
    if (!principal.ok) return problemResponse(c, principal.problem);
    const permitted = permit(principal.value, ...PERMITTED[access]);
    if (!permitted.ok) return problemResponse(c, permitted.problem);
    if (found === null) return problemResponse(c, { code: 'not-found' });
    return handle(c, { ...found, audience: principal.value === 'newsroom' ? 'newsroom' : 'public' });
  };
}

/** The same call at the newsroom's present slug. */
function toPresent(c: Context, service: Service, slug: string): Response {
  const [rest = ''] = /(?<=^\/api\/v1\/newsrooms\/[^/]+)\/.*$/.exec(new URL(c.req.url).pathname) ?? [];
  const isPrivate = c.req.header('authorization') !== undefined;
  const location = `${service.baseUrl}${API}/newsrooms/${slug}${rest}`;
  return movedCall(location, c.req.method, isPrivate ? PRIVATE : 'public, max-age=300');
}
