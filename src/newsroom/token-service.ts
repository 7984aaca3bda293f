import { isSameDigest, sha256 } from '../base/crypto.ts';
import { fail, ok, type Result } from '../base/problem.ts';
import { type Instant, toSecond } from '../base/time/instant.ts';
import { newsroomKeys } from '../repository/keys.ts';
import { encode, isTokenRecord, type TokenRecord } from '../repository/records.ts';
import type { NewsroomRepository } from '../repository/repository.ts';
import { formatToken, newTokenParts, parseToken, type TokenParts } from './token.ts';
import type { Token, TokenPort } from './token-port.ts';

/** The token itself is not stored. */
export async function tokenRecord(
  parts: TokenParts,
  createdAt: Instant,
): Promise<{ record: TokenRecord; token: string }> {
  return {
    record: { schema: 1, id: parts.id, hash: await sha256(parts.secret), createdAt },
    token: formatToken(parts),
  };
}

export class TokenService implements TokenPort {
  readonly #repository: NewsroomRepository;

  constructor(repository: NewsroomRepository) {
    this.#repository = repository;
  }

  async verify(token: string): Promise<boolean> {
    const parts = parseToken(token);
    if (parts === null) return false;
    const { key, dependencies } = this.#repository;
    const record = await dependencies.store.get(newsroomKeys.token(key, parts.id));
    return isTokenRecord(record) && isSameDigest(record.hash, await sha256(parts.secret));
  }

  async list(): Promise<Token[]> {
    const { key, dependencies } = this.#repository;
    const { store } = dependencies;
    const records = await store.getMany(await store.keys(newsroomKeys.tokens(key)));
    return records.filter(isTokenRecord).map(({ id, createdAt }) => ({ id, createdAt }));
  }

  async add(): Promise<{ token: string } & Token> {
    const { key, dependencies } = this.#repository;
    const number = (await this.#repository.record())?.newsroom.number ?? key;
    const createdAt = toSecond(dependencies.now());
    const parts = newTokenParts(number);
    const { record, token } = await tokenRecord(parts, createdAt);
    await dependencies.store.commit([
      { key: newsroomKeys.token(key, parts.id), value: encode(record), expect: 0 },
    ]);
    return { token, id: parts.id, createdAt };
  }

  async revoke(id: string): Promise<Result<null>> {
    const { key, dependencies } = this.#repository;
    const isId = /^[0-9a-f]{16}$/.test(id);
    const recordKey = newsroomKeys.token(key, isId ? id : 'none');
    if (!isTokenRecord(await dependencies.store.get(recordKey))) return fail('not-found');
    await dependencies.store.commit([{ key: recordKey }]);
    return ok(null);
  }
}
