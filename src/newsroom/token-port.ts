import type { Result } from '../base/problem.ts';
import type { Instant } from '../base/time/instant.ts';

export interface Token {
  readonly id: string;
  readonly createdAt: Instant;
}

export interface TokenPort {
  verify(token: string): Promise<boolean>;
  list(): Promise<Token[]>;
  /** The token is returned only here. */
  add(): Promise<{ token: string } & Token>;
  /** `not-found` for an unknown id. */
  revoke(id: string): Promise<Result<null>>;
}
