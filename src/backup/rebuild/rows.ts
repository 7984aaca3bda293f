import type { Release } from '../../domain/release.ts';
import { placedIn, timelineKeys } from '../../feeds/timeline-keys.ts';
import { dateIndexKeys } from '../../pages/date-index.ts';
import { newsroomKeys } from '../../repository/keys.ts';
import { searchKeys } from '../../search/search-rows.ts';
import { type Commits, countKeys, getMany, keyPortions } from '../../storage/portions.ts';
import type { Store, Write } from '../../storage/store.ts';
import { plainRows, type TimelineEntry, timelineEntries } from './expected.ts';
import { AT_ONCE, releasesOf } from './releases.ts';

/** The newsroom whose rows are mended, under its lock. */
export interface RebuildTarget {
  readonly store: Store;
  readonly key: number;
  /** Of its timelines. */
  readonly owner: string;
}

/** The rows that the releases have in lists and timelines. */
export async function listRows(target: RebuildTarget, releases: readonly Release[]): Promise<Write[]> {
  const { key, owner } = target;
  return [
    ...releases.flatMap((release) => plainRows(key, owner, release)),
    ...(await timelineRows(
      target,
      releases.flatMap((release) => timelineEntries(owner, release)),
    )),
  ];
}

async function timelineRows({ store }: RebuildTarget, entries: readonly TimelineEntry[]): Promise<Write[]> {
  const archives = await archivesOf(
    store,
    entries.map(({ placed }) => placed),
  );
  return entries.map(({ writeIn }, at) => writeIn(archives[at] ?? null));
}

async function archivesOf(store: Store, placed: readonly string[]): Promise<(number | null)[]> {
  const archives = (await getMany(store, placed)).map(placedIn);
  for (const [at, archive] of archives.entries()) {
    // Asked for alone, a record that cannot be read is not taken for none: the entry would leave its archive document.
    if (archive === null) archives[at] = placedIn(await store.get(placed[at] ?? ''));
  }
  return archives;
}

/** How many rows of each kind there should be: a key begins with its kind. */
export class RowCounts {
  readonly #counts = new Map<string, number>();
  total = 0;

  add(rows: readonly { readonly key: string }[]): void {
    for (const { key } of rows) {
      const kind = key.slice(0, key.indexOf(':'));
      this.#counts.set(kind, this.of(kind) + 1);
      this.total += 1;
    }
  }

  of(kind: string): number {
    return this.#counts.get(kind) ?? 0;
  }
}

/**
 * Removes the rows that no release has, once all that should be there are: where there are no more than should be, each
 * is one of those, and no release is read again.
 */
export async function removeOthers(
  target: RebuildTarget,
  commits: Commits,
  rowCounts: RowCounts,
): Promise<void> {
  const { store, key, owner } = target;
  const bases = {
    timeline: `timeline:${owner}`,
    shown: dateIndexKeys.allRows(owner),
    index: newsroomKeys.indexes(key),
    search: newsroomKeys.searches(key),
  };
  for (const [kind, base] of Object.entries(bases)) {
    if ((await countKeys(store, base)) === rowCounts.of(kind)) continue;
    for await (const rows of keyPortions(store, base)) await commits.add(await others(target, rows));
  }
  // Those of all newsrooms of the store, soonest first; there is no order by newsroom.
  for await (const rows of keyPortions(store, newsroomKeys.due())) {
    const lifts = rows.filter((row) => newsroomKeys.isLift(row, key));
    await commits.add(await others(target, lifts));
  }
  await commits.flush();
}

/** Of rows of one kind those that no release has. */
async function others(target: RebuildTarget, rows: readonly string[]): Promise<Write[]> {
  const found: Write[] = [];
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const portion = rows.slice(from, from + AT_ONCE);
    const releases = await releasesOf(target.store, target.key, portion);
    const expected = await expectedAmong(target, portion, releases);
    found.push(...portion.filter((row) => !expected.has(row)).map((key) => ({ key })));
  }
  return found;
}

/** The rows of the releases that can be among `rows`. */
async function expectedAmong(
  target: RebuildTarget,
  rows: readonly string[],
  releases: readonly Release[],
): Promise<Set<string>> {
  const { key, owner } = target;
  const [first = ''] = rows;
  if (first.startsWith('search:')) return new Set(releases.flatMap((release) => searchKeys(key, release)));
  if (!first.startsWith('timeline:'))
    return new Set(releases.flatMap((release) => plainRows(key, owner, release)).map((row) => row.key));
  const timelines = new Set(rows.map(timelineKeys.stateOf));
  const entries = releases.flatMap((release) => timelineEntries(owner, release));
  const near = entries.filter(({ placed }) => timelines.has(timelineKeys.stateOf(placed)));
  return new Set((await timelineRows(target, near)).map((row) => row.key));
}
