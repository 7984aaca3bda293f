import { newsroomKeys } from '../../repository/keys.ts';
import { searchable, searchWrites } from '../../search/search-rows.ts';
import { Commits, countKeys, getMany } from '../../storage/portions.ts';
import type { Store, Write } from '../../storage/store.ts';
import { Months, mendTimelines } from './counters.ts';
import { releasePortions } from './releases.ts';
import { listRows, type RebuildTarget, RowCounts, removeOthers } from './rows.ts';
import { MissingTombstones, removeOtherTombstones } from './tombstones.ts';

/**
 * Works every list, every timeline, what is found and which embargoes are to lift out again from the releases and from
 * where closed entries were placed, and mends what differs. Runs under the newsroom's lock, in portions: what it holds
 * does not grow with the newsroom.
 *
 * Each portion is a commit of its own, and between two of them, also when none follows any more, this holds: every row
 * that should be there and was is there; no row has come that should not be; rows that should not be go only when all
 * that should be are there, so that an entry in the wrong place is in the right one before it leaves the wrong one, and
 * until then may be listed twice. Tombstones alone that should not be go first, for they would take the places of
 * others. Counters are as they were until the rows that they count are right. A rebuild that broke off is finished by
 * the next.
 */
export async function rebuildTimelines(
  store: Store,
  key: number,
  owner: string,
): Promise<{ rows: number; repaired: number }> {
  const target = { store, key, owner };
  const commits = new Commits(store);
  await removeOtherTombstones(target, commits);
  const { rowCounts, months } = await addMissing(target, commits);
  await removeOthers(target, commits, rowCounts);
  const counters = (await mendTimelines(target, commits)) + (await months.mend(target, commits));
  const tombstones = await countKeys(store, `tombstone:${owner}`);
  const { count: repaired } = commits;
  await store.commit([{ key: newsroomKeys.searchable(key), value: searchable(null) }]);
  return { rows: rowCounts.total + tombstones + counters, repaired };
}

async function addMissing(
  target: RebuildTarget,
  commits: Commits,
): Promise<{ rowCounts: RowCounts; months: Months }> {
  const { store, key, owner } = target;
  const rowCounts = new RowCounts();
  const months = new Months();
  const tombstones = new MissingTombstones(target, commits);
  for await (const releases of releasePortions(store, key)) {
    const rows = await listRows(target, releases);
    const found = await searchWrites(store, key, releases);
    rowCounts.add(rows);
    rowCounts.add(found.keys.map((row) => ({ key: row })));
    await commits.add([...(await missing(store, rows)), ...found.writes]);
    await tombstones.look(releases);
    for (const release of releases) months.count(owner, release);
    // What is found is as long as the releases themselves.
    await commits.flush();
  }
  await tombstones.write();
  return { rowCounts, months };
}

async function missing(store: Store, rows: readonly Write[]): Promise<Write[]> {
  const stored = await getMany(
    store,
    rows.map(({ key }) => key),
  );
  return rows.filter((_, at) => stored[at] === null);
}
