import type { Result } from '../base/problem.ts';
import type { Instant } from '../base/time/instant.ts';
import type { Deliveries } from './delivery-counts.ts';

/** A dead letter without the address of its receiver, for the API. */
export interface DeadLetterSummary {
  readonly id: string;
  readonly channel: string;
  /** Empty when the delivery was about a change of the profile. */
  readonly releases: readonly number[];
  /** A host without the rest of the address. */
  readonly receiver: string | null;
  readonly reason: string;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  readonly attempts: number;
}

export interface DeadLetterPage {
  readonly letters: readonly DeadLetterSummary[];
  readonly next: string | null;
}

export interface DeliveryPort {
  get(number: number): Promise<Deliveries | null>;
  /** Newest first. `cursor` is `next` of the previous page. Fails with `invalid` when it is malformed. */
  deadLetters(cursor: string | null, limit: number): Promise<Result<DeadLetterPage>>;
  requeue(id: string): Promise<Result<null>>;
}
