import { isSameDigest, sha256 } from '../base/crypto.ts';
import { fail, ok, type Result } from '../base/problem.ts';
import { type Instant, toSecond } from '../base/time/instant.ts';
import type { Scope } from '../domain/scope.ts';
import { newsroomKeys } from '../repository/keys.ts';
import { encode, isTokenRecord, type TokenRecord } from '../repository/records.ts';
import type { NewsroomRepository } from '../repository/repository.ts';
import { formatToken, newTokenParts, parseToken, type TokenParts } from './token.ts';
import type { Token, TokenPort } from './token-port.ts';
import { parseTokenRequest, type TokenRequest } from './token-request.ts';
import { TokenUses } from './token-uses.ts';

/** The token itself is not stored. */
export async function tokenRecord(
  parts: TokenParts,
  createdAt: Instant,
  { label, scope }: TokenRequest,
): Promise<{ record: TokenRecord; token: string }> {
  return {
    record: {
      schema: 1,
      id: parts.id,
      hash: await sha256(parts.secret),
      createdAt,
      ...(label !== null && { label }),
      scope,
    },
    token: formatToken(parts),
  };
}

/** The token that a newsroom is founded with. */
export const FIRST_TOKEN: TokenRequest = { label: null, scope: 'administer' };

export class TokenService implements TokenPort {
  readonly #repository: NewsroomRepository;
  readonly #uses: TokenUses;

  constructor(repository: NewsroomRepository) {
    this.#repository = repository;
    this.#uses = new TokenUses(repository);
  }

  async verify(token: string): Promise<Scope | null> {
    const parts = parseToken(token);
    if (parts === null) return null;
    const { key, dependencies } = this.#repository;
    const record = await dependencies.store.get(newsroomKeys.token(key, parts.id));
    if (!isTokenRecord(record) || !isSameDigest(record.hash, await sha256(parts.secret))) return null;
    this.#uses.note(parts.id);
    return scopeOf(record);
  }

  async list(): Promise<Token[]> {
    const { key, dependencies } = this.#repository;
    const { store } = dependencies;
    const records = await store.getMany(await store.keys(newsroomKeys.tokens(key)));
    const tokens = records.filter(isTokenRecord);
    const uses = await this.#uses.lastUses(tokens.map(({ id }) => id));
    return tokens.map((record, at) => tokenOf(record, uses[at] ?? null));
  }

  async add(body: unknown): Promise<Result<{ token: string } & Token>> {
    const request = parseTokenRequest(body);
    if (!request.ok) return request;
    const { key, dependencies } = this.#repository;
    const number = (await this.#repository.record())?.newsroom.number ?? key;
    const createdAt = toSecond(dependencies.now());
    const parts = newTokenParts(number);
    const { record, token } = await tokenRecord(parts, createdAt, request.value);
    await dependencies.store.commit([
      { key: newsroomKeys.token(key, parts.id), value: encode(record), expect: 0 },
    ]);
    return ok({ token, ...tokenOf(record, null) });
  }

  async revoke(id: string): Promise<Result<null>> {
    const { key, dependencies } = this.#repository;
    const isId = /^[0-9a-f]{16}$/.test(id);
    const recordKey = newsroomKeys.token(key, isId ? id : 'none');
    if (!isTokenRecord(await dependencies.store.get(recordKey))) return fail('not-found');
    await dependencies.store.commit([{ key: recordKey }, { key: newsroomKeys.tokenUse(key, id) }]);
    return ok(null);
  }
}

function scopeOf({ scope = 'administer' }: TokenRecord): Scope {
  return scope;
}

function tokenOf(record: TokenRecord, lastUsedAt: Instant | null): Token {
  const { id, label = null, createdAt } = record;
  return { id, label, scope: scopeOf(record), createdAt, lastUsedAt };
}
