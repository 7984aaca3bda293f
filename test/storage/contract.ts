import { describeCommits } from './contract/commits.ts';
import { describeRanges } from './contract/ranges.ts';
import { describeRecords } from './contract/records.ts';
import { describeSearch } from './contract/search.ts';
import { describeSnapshots } from './contract/snapshots.ts';
import type { WithStore } from './contract/with-store.ts';

/** The tests that every store must pass. */
export function describeStore(name: string, withStore: WithStore): void {
  describeRecords(name, withStore);
  describeCommits(name, withStore);
  describeRanges(name, withStore);
  describeSearch(name, withStore);
  describeSnapshots(name, withStore);
}
