import type { Result } from '../base/problem.ts';
import type { Instant } from '../base/time/instant.ts';
import type { Deliveries } from '../jobs/delivery-counts.ts';
import type { HubRefusal, HubRequest } from '../websub/hub-request.ts';

/** The hub's word on a request for a topic; what it accepts it verifies before anything changes. */
export type HubAnswer = { readonly ok: true } | { readonly ok: false; readonly refusal: HubRefusal };

/** Topics, and who follows them: asked of a newsroom, and of the directory for the feeds across newsrooms. */
export interface HubPort {
  askHub(request: HubRequest): Promise<HubAnswer>;
}

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
export interface DeliveriesPort extends HubPort {
  /** Null when there is no such release. */
  deliveries(number: number): Promise<Deliveries | null>;
  /** Newest first. `cursor` is a page's `next`; `invalid` when it can be none. */
  deadLetters(cursor: string | null, limit: number): Promise<Result<LetterPage>>;
  /** Tries again from the start. `not-found`. */
  requeue(id: string): Promise<Result<null>>;
}
