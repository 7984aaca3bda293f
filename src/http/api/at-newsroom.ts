import type { Context } from 'hono';
import { identifyPrincipal, type Principal, type Role } from '../principal.ts';
import { PRIVATE, problemResponse } from '../problem.ts';
import { apiRedirect } from '../redirect.ts';
import { type ResolvedNewsroom, resolveNewsroom } from '../resolve-newsroom.ts';
import { type Handler, pathPart } from '../resource.ts';
import type { Service } from '../service.ts';
import { API } from './answer.ts';
import { requirePermission } from './permission.ts';

export interface NewsroomCall extends ResolvedNewsroom {
  readonly audience: 'newsroom' | 'public';
  readonly principal: Principal;
}

/** The tokens that a call accepts; `anyone` needs none. */
type Access = 'anyone' | 'newsroom' | 'newsroom or admin';

const PERMITTED: { readonly [A in Access]: readonly Role[] } = {
  anyone: ['anonymous', 'newsroom', 'other-newsroom', 'admin'],
  newsroom: ['newsroom'],
  'newsroom or admin': ['newsroom', 'admin'],
};

/** Resolves the newsroom of the path and checks the client's role and scope: 401 and 403 come before 404. */
export function newsroomHandler(
  service: Service,
  access: Access,
  handle: (c: Context, call: NewsroomCall) => Response | Promise<Response>,
): Handler {
  return async (c) => {
    const slug = pathPart(c, 'newsroom');
    const resolved = await resolveNewsroom(service, slug);
    if (resolved !== null && resolved.newsroom.slug !== slug)
      return redirectToCurrentSlug(c, service, resolved.newsroom.slug);
    const principal = await identifyPrincipal(c, service, resolved?.port ?? null);
    if (!principal.ok) return problemResponse(c, principal.problem);
    const permitted = requirePermission(c, principal.value, ...PERMITTED[access]);
    if (!permitted.ok) return problemResponse(c, permitted.problem);
    if (resolved === null) return problemResponse(c, { code: 'not-found' });
    const audience = principal.value.role === 'newsroom' ? 'newsroom' : 'public';
    return handle(c, { ...resolved, audience, principal: principal.value });
  };
}

function redirectToCurrentSlug(c: Context, service: Service, slug: string): Response {
  const [rest = ''] = /(?<=^\/api\/v1\/newsrooms\/[^/]+)\/.*$/.exec(new URL(c.req.url).pathname) ?? [];
  const isPrivate = c.req.header('authorization') !== undefined;
  const location = `${service.baseUrl}${API}/newsrooms/${slug}${rest}`;
  return apiRedirect(location, c.req.method, isPrivate ? PRIVATE : 'public, max-age=120');
}
