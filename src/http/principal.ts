import type { Context } from 'hono';
import { isSameDigest, sha256 } from '../base/crypto.ts';
import { fail, ok, type Result } from '../base/problem.ts';
import type { Scope } from '../domain/scope.ts';
import type { NewsroomPort } from '../newsroom/port.ts';
import { parseToken } from '../newsroom/token.ts';
import type { Service } from './service.ts';

export type Role = 'anonymous' | 'admin' | 'newsroom' | 'other-newsroom';

/** Without a token only what is public can be asked for, and that is within every scope. */
export interface Principal {
  readonly role: Role;
  readonly scope: Scope;
}

/** RFC 6750 section 2.1. */
const BEARER = /^Bearer +([\w\-.~+/]+=*)$/i;

/**
 * `unauthorized` for an unknown token, also where no token is needed, so that a mistyped or revoked token is noticed.
 * `port` is null when there is no such newsroom.
 */
export async function identifyPrincipal(
  c: Context,
  service: Service,
  port: NewsroomPort | null,
): Promise<Result<Principal>> {
  const authorization = c.req.header('authorization');
  if (authorization === undefined) return ok({ role: 'anonymous', scope: 'read' });
  const token = BEARER.exec(authorization.trim())?.[1];
  if (token === undefined) return fail('unauthorized');
  if (service.adminToken !== null && isSameDigest(await sha256(token), await sha256(service.adminToken))) {
    return ok({ role: 'admin', scope: 'administer' });
  }
  const parts = parseToken(token);
  if (parts === null) return fail('unauthorized');
  const own = port === null ? null : await port.tokens.verify(token);
  if (own !== null) return ok({ role: 'newsroom', scope: own });
  const key = await service.directory.registry.keyOfNumber(parts.number);
  const other = key === null ? null : await service.newsroom(key).tokens.verify(token);
  return other === null ? fail('unauthorized') : ok({ role: 'other-newsroom', scope: other });
}

/** `unauthorized` without a token, `forbidden` with a token of another role. */
export function requireRole({ role }: Principal, ...allowed: Role[]): Result<null> {
  if (allowed.includes(role)) return ok(null);
  return fail(role === 'anonymous' ? 'unauthorized' : 'forbidden');
}
