import type { Log } from '../base/log.ts';
import type { Instant } from '../base/time/instant.ts';
import type { CurrentVersions } from '../documents/current-version.ts';
import type { Store } from '../storage/store.ts';

/** What every part of a newsroom, and the directory, is given to work with. */
export interface RepositoryDependencies {
  readonly store: Store;
  readonly now: () => Instant;
  readonly baseUrl: string;
  readonly currentVersions: CurrentVersions;
  /** At least 0, less than 1: spreads retries. */
  readonly random: () => number;
  /** What the operator is told. */
  readonly log: Log;
  /** Told after every commit that there may be something due sooner; must not throw. */
  readonly rearm: () => void;
}
