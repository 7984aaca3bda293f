import { sameDigest, sha256 } from '../base/crypto.ts';
import { fail, ok, type Result } from '../base/problem.ts';
import type { Instant } from '../base/time/instant.ts';
import { newsroomKeys } from '../repository/keys.ts';
import { encode, isTokenRecord, type TokenRecord } from '../repository/records.ts';
import type { Store } from '../storage/store.ts';
import { formatToken, mintToken, parseToken, type TokenParts } from './token.ts';
import type { Token } from './token-port.ts';

/** What is kept of a fresh token, and the token itself, which is kept nowhere. */
export async function tokenRecord(
  parts: TokenParts,
  createdAt: Instant,
): Promise<{ record: TokenRecord; token: string }> {
  return {
    record: { schema: 1, id: parts.id, hash: await sha256(parts.secret), createdAt },
    token: formatToken(parts),
  };
}

export async function verifyToken(store: Store, key: number, token: string): Promise<boolean> {
  const parts = parseToken(token);
  if (parts === null) return false;
  const record = await store.get(newsroomKeys.token(key, parts.id));
  return isTokenRecord(record) && sameDigest(record.hash, await sha256(parts.secret));
}

export async function listTokens(store: Store, key: number): Promise<Token[]> {
  const records = await store.getMany(await store.keys(newsroomKeys.tokens(key)));
  return records.filter(isTokenRecord).map(({ id, createdAt }) => ({ id, createdAt }));
}

export async function addToken(
  store: Store,
  key: number,
  number: number,
  createdAt: Instant,
): Promise<{ token: string } & Token> {
  const parts = mintToken(number);
  const { record, token } = await tokenRecord(parts, createdAt);
  await store.commit([{ key: newsroomKeys.token(key, parts.id), value: encode(record), expect: 0 }]);
  return { token, id: parts.id, createdAt };
}

export async function revokeToken(store: Store, key: number, id: string): Promise<Result<null>> {
  const isId = /^[0-9a-f]{16}$/.test(id);
  const place = newsroomKeys.token(key, isId ? id : 'none');
  if (!isTokenRecord(await store.get(place))) return fail('not-found');
  await store.commit([{ key: place }]);
  return ok(null);
}
