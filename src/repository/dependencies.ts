import type { Log } from '../base/log.ts';
import type { Instant } from '../base/time/instant.ts';
import type { CurrentVersions } from '../documents/current-version.ts';
import type { Store } from '../storage/store.ts';
import type { SanitizeBodies } from '../validation/sanitize-ahead.ts';

export interface RepositoryDependencies {
  readonly store: Store;
  readonly now: () => Instant;
  readonly baseUrl: string;
  readonly currentVersions: CurrentVersions;
  /** Returns a number from 0 to below 1, which spreads retries over time. */
  readonly random: () => number;
  readonly log: Log;
  readonly sanitizeBodies: SanitizeBodies;
  /** Called after every commit, because a task may be due sooner than the scheduler expects. Must not throw. */
  readonly rearm: () => void;
}
