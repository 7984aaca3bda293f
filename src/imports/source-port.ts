import type { Result } from '../base/problem.ts';
import type { Refusal } from '../base/refusal.ts';
import type { Instant } from '../base/time/instant.ts';
import type { ImportOptions } from './import-options.ts';
import type { ImportReport } from './run-import.ts';

export interface FollowedSource extends ImportOptions {
  readonly id: string;
  readonly url: string;
  /** Seconds between two successful fetches. */
  readonly interval: number;
  /** `gone`: the source answered 410 (RFC 9110 section 15.5.11) and is not fetched again. */
  readonly state: 'active' | 'failing' | 'gone';
  readonly createdAt: Instant;
  readonly lastFetchedAt: Instant | null;
  readonly lastSuccessAt: Instant | null;
  readonly nextFetchAt: Instant | null;
  /** Number of consecutive failed fetches. */
  readonly failures: number;
  readonly lastError: FollowError | null;
  /** Report of the last document; each list has at most 100 entries. */
  readonly lastReport: ImportReport | null;
}

export interface FollowError {
  readonly at: Instant;
  /** Field error code, such as `fetch-timeout`. */
  readonly code: string;
  readonly status: number | null;
  readonly refusal: Refusal | null;
}

export interface SourcePort {
  list(): Promise<readonly FollowedSource[]>;
  get(id: string): Promise<FollowedSource | null>;
  /** The first fetch starts at once. `isNew` when the id was not in use. */
  put(id: string, body: unknown): Promise<Result<{ source: FollowedSource; isNew: boolean }>>;
  /** Imported releases stay. `not-found` for an unknown id. */
  remove(id: string): Promise<Result<null>>;
  /** Fetches in the background; `not-found` for an unknown id. */
  fetch(id: string): Promise<Result<FollowedSource>>;
}
