import type { Result } from '../base/problem.ts';
import type { Refusal } from '../base/refusal.ts';
import type { Instant } from '../base/time/instant.ts';
import type { ImportReport } from './run-import.ts';

/** A feed elsewhere that the newsroom follows, and how that goes. */
export interface FollowedSource {
  /** Chosen by the newsroom. */
  readonly id: string;
  readonly url: string;
  /** Seconds between two fetches that go well. */
  readonly interval: number;
  /** `gone`: it answered 410 (RFC 9110 section 15.5.11) and is asked no more. */
  readonly state: 'active' | 'failing' | 'gone';
  readonly createdAt: Instant;
  readonly lastFetchedAt: Instant | null;
  readonly lastSuccessAt: Instant | null;
  /** Null when it is gone. */
  readonly nextFetchAt: Instant | null;
  /** Fetches in a row that failed. */
  readonly failures: number;
  readonly lastError: FollowError | null;
  /** Of the last document that was read; its lists are cut at 100. */
  readonly lastReport: ImportReport | null;
}

export interface FollowError {
  readonly at: Instant;
  /** A field code of the catalogues, such as `fetch-timeout`. */
  readonly code: string;
  readonly status: number | null;
  /** Why its document was refused, where it was. */
  readonly refusal: Refusal | null;
}

export interface SourcePort {
  list(): Promise<readonly FollowedSource[]>;
  get(id: string): Promise<FollowedSource | null>;
  /** Follows it, at once for the first time; `isNew` when it was not followed before. */
  put(id: string, body: unknown): Promise<Result<{ source: FollowedSource; isNew: boolean }>>;
  /** `not-found` for an unknown one. What came in stays. */
  remove(id: string): Promise<Result<null>>;
  /** Fetches it now, in the background; `not-found`. */
  fetch(id: string): Promise<Result<FollowedSource>>;
}
