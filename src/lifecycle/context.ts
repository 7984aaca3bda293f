import type { Instant } from '../base/time/instant.ts';
import type { Newsroom } from '../domain/newsroom.ts';

/** Where and when a release is changed. */
export interface ChangeContext {
  readonly newsroom: Newsroom;
  /** Of the addresses in representations, which a patch is laid over. */
  readonly baseUrl: string;
  readonly now: Instant;
}
