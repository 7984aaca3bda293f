import type { Result } from '../base/problem.ts';
import type { Instant } from '../base/time/instant.ts';
import type { Deliveries } from './delivery-counts.ts';

/** What could not be delivered, as its newsroom sees it. */
export interface UndeliveredLetter {
  readonly id: string;
  readonly channel: string;
  /** The releases it was for; empty when it was a change of the profile. */
  readonly releases: readonly number[];
  /** A host; never a whole address. */
  readonly receiver: string | null;
  /** A code. */
  readonly reason: string;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  readonly attempts: number;
}

export interface LetterPage {
  readonly letters: readonly UndeliveredLetter[];
  /** The cursor of the next page; null on the last. */
  readonly next: string | null;
}

/** What left the newsroom, and what could not. */
export interface DeliveryPort {
  /** Null when there is no such release. */
  get(number: number): Promise<Deliveries | null>;
  /** Newest first. `cursor` is a page's `next`; `invalid` when it can be none. */
  deadLetters(cursor: string | null, limit: number): Promise<Result<LetterPage>>;
  /** Tries again from the start. `not-found`. */
  requeue(id: string): Promise<Result<null>>;
}
