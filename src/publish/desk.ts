import type { Newsroom } from '../newsroom/profile.ts';
import type { Instant } from '../time/instant.ts';

/** Where and when a release is changed. */
export interface Desk {
  readonly newsroom: Newsroom;
  /** Of the addresses in representations, which a patch is laid over. */
  readonly baseUrl: string;
  readonly now: Instant;
}
