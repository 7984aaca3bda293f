import type { Context } from 'hono';
import { isSameDigest, sha256 } from '../base/crypto.ts';
import { fail, ok, type Result } from '../base/problem.ts';
import type { NewsroomPort } from '../newsroom/port.ts';
import { parseToken } from '../newsroom/token.ts';
import type { Service } from './service.ts';

export type Principal = 'anonymous' | 'admin' | 'newsroom' | 'other-newsroom';

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
  if (authorization === undefined) return ok('anonymous');
  const token = BEARER.exec(authorization.trim())?.[1];
  if (token === undefined) return fail('unauthorized');
  if (service.adminToken !== null && isSameDigest(await sha256(token), await sha256(service.adminToken))) {
    return ok('admin');
  }
  const parts = parseToken(token);
  if (parts === null) return fail('unauthorized');
  if (port !== null && (await port.tokens.verify(token))) return ok('newsroom');
  const key = await service.directory.registry.keyOfNumber(parts.number);
  const isOtherNewsroom = key !== null && (await service.newsroom(key).tokens.verify(token));
  return isOtherNewsroom ? ok('other-newsroom') : fail('unauthorized');
}

/** `unauthorized` without a token, `forbidden` with a token of another role. */
export function requirePrincipal(principal: Principal, ...allowed: Principal[]): Result<null> {
  if (allowed.includes(principal)) return ok(null);
  return fail(principal === 'anonymous' ? 'unauthorized' : 'forbidden');
}
