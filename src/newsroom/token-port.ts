import type { Instant } from '../base/time/instant.ts';

export interface Token {
  readonly id: string;
  readonly createdAt: Instant;
}
