import type { Result } from '../base/problem.ts';
import type { Instant } from '../base/time/instant.ts';
import type { Scope } from '../domain/scope.ts';

export interface Token {
  readonly id: string;
  readonly label: string | null;
  readonly scope: Scope;
  readonly createdAt: Instant;
  /** Not more exact than an hour; null when the token has not been used. */
  readonly lastUsedAt: Instant | null;
}

export interface TokenPort {
  /** The scope of a valid token, else null. A use is noted after the answer, at most once an hour. */
  verify(token: string): Promise<Scope | null>;
  list(): Promise<Token[]>;
  /** `body` is the parsed JSON of the request. The token is returned only here. */
  add(body: unknown): Promise<Result<{ token: string } & Token>>;
  /** `not-found` for an unknown id. */
  revoke(id: string): Promise<Result<null>>;
}
