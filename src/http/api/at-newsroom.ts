import type { Context } from 'hono';
import type { House } from '../../newsroom/port.ts';
import { identify, type Principal, permit } from '../principal.ts';
import { PRIVATE, problemResponse } from '../problem.ts';
import { movedCall } from '../redirect.ts';
import { type Handler, part } from '../resource.ts';
import { type Visit, visit } from '../find-newsroom.ts';
import { API } from './answer.ts';

export interface Call extends Visit {
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
  house: House,
  access: Access,
  handle: (c: Context, call: Call) => Response | Promise<Response>,
): Handler {
  return async (c) => {
    const slug = part(c, 'newsroom');
    const found = await visit(house, slug);
    if (found !== null && found.newsroom.slug !== slug) return toPresent(c, house, found.newsroom.slug);
    const principal = await identify(c, house, found?.port ?? null);
    if (!principal.ok) return problemResponse(c, principal.problem);
    const permitted = permit(principal.value, ...PERMITTED[access]);
    if (!permitted.ok) return problemResponse(c, permitted.problem);
    if (found === null) return problemResponse(c, { code: 'not-found' });
    return handle(c, { ...found, audience: principal.value === 'newsroom' ? 'newsroom' : 'public' });
  };
}

/** The same call at the newsroom's present slug. */
function toPresent(c: Context, house: House, slug: string): Response {
  const [rest = ''] = /(?<=^\/api\/v1\/newsrooms\/[^/]+)\/.*$/.exec(new URL(c.req.url).pathname) ?? [];
  const isPrivate = c.req.header('authorization') !== undefined;
  const location = `${house.baseUrl}${API}/newsrooms/${slug}${rest}`;
  return movedCall(location, c.req.method, isPrivate ? PRIVATE : 'public, max-age=300');
}
