import type { Context } from 'hono';
import { routePath } from 'hono/route';
import { fail, type Result } from '../../base/problem.ts';
import { includesScope, type Scope } from '../../domain/scope.ts';
import { type Principal, type Role, requireRole } from '../principal.ts';
import { API } from './answer.ts';
import { CALLS } from './calls.ts';

const LEAST_SCOPES: ReadonlyMap<string, Scope> = new Map(
  CALLS.map(({ method, path, scope }) => [
    `${method.toUpperCase()} ${API}${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
    scope,
  ]),
);

/** Fails with `unauthorized` without a token, with `forbidden` for a token of another role or of a smaller scope. */
export function requirePermission(c: Context, principal: Principal, ...roles: Role[]): Result<null> {
  const permitted = requireRole(principal, ...roles);
  const needed = leastScope(c);
  return permitted.ok && !includesScope(principal.scope, needed)
    ? fail('forbidden', { needs: needed })
    : permitted;
}

/** A call that is not described needs the greatest scope. */
function leastScope(c: Context): Scope {
  const method = c.req.method === 'HEAD' ? 'GET' : c.req.method;
  return LEAST_SCOPES.get(`${method} ${routePath(c)}`) ?? 'administer';
}
