import type { Release } from '../domain/release.ts';
import { timelineKeys, timelineState } from '../feeds/timeline-keys.ts';
import { countsRecord } from '../repository/projection.ts';
import { type Commits, countKeys, keyPortions } from '../storage/portions.ts';
import type { Store, Stored } from '../storage/store.ts';
import type { RebuildTarget } from './target.ts';

/**
 * Counts the open entries of every shelf, whose rows are right by now and lie together. A shelf whose last entry has gone
 * keeps its record: how many archive documents were closed is a fact. Returns how many shelves there are.
 */
export async function mendTimelines({ store, owner }: RebuildTarget, commits: Commits): Promise<number> {
  let timeline: string | null = null;
  let open = 0;
  const mend = async () => {
    if (timeline !== null) await mendTimeline(store, commits, timeline, open);
  };
  for await (const rows of keyPortions(store, `timeline:${owner}`)) {
    for (const row of rows) {
      const state = timelineKeys.stateOf(row);
      if (state !== timeline) {
        await mend();
        [timeline, open] = [state, 0];
      }
      if (timelineKeys.isOpen(row)) open += 1;
    }
  }
  await mend();
  await commits.flush();
  await mendEmptyTimelines(store, commits, owner);
  return countKeys(store, `shelf:${owner}`);
}

/** Those that have tombstones and no record, or a record and nothing open. */
async function mendEmptyTimelines(store: Store, commits: Commits, owner: string): Promise<void> {
  let before: string | null = null;
  for await (const rows of keyPortions(store, `tombstone:${owner}`)) {
    for (const state of rows.map(timelineKeys.stateOf)) {
      if (state !== before && (await store.get(state)) === null) await mendTimeline(store, commits, state, 0);
      before = state;
    }
  }
  await commits.flush();
  for await (const states of keyPortions(store, `shelf:${owner}`)) {
    for (const state of states) {
      const [first] = await store.keys(timelineKeys.openRowsOf(state), { limit: 1 });
      if (first === undefined) await mendTimeline(store, commits, state, 0);
    }
  }
  await commits.flush();
}

async function mendTimeline(store: Store, commits: Commits, state: string, open: number): Promise<void> {
  const stored = await store.get(state);
  const { archives } = timelineState(stored);
  await mendRecord(commits, state, stored, { open, archives });
}

/** What the projections count: as many numbers as there are names, months for instance. */
export class ProjectedCounts {
  readonly #target: RebuildTarget;
  readonly #counts = new Map<string, Map<string, number>>();

  constructor(target: RebuildTarget) {
    this.#target = target;
  }

  count(release: Release): void {
    for (const projection of this.#target.projections) {
      for (const { key, name } of projection.counts?.(release, this.#target.newsroom) ?? []) {
        const counts = this.#counts.get(key) ?? new Map<string, number>();
        this.#counts.set(key, counts.set(name, (counts.get(name) ?? 0) + 1));
      }
    }
  }

  /** Returns how many records there are. One whose last release was withdrawn is there and empty. */
  async mend(commits: Commits): Promise<number> {
    const { store, newsroom, projections } = this.#target;
    const expected = new Map<string, Stored>();
    for (const { countsBase } of projections) {
      if (countsBase === undefined) continue;
      for await (const rows of keyPortions(store, countsBase(newsroom))) {
        for (const row of rows) expected.set(row, {});
      }
    }
    for (const [key, counts] of this.#counts) expected.set(key, countsRecord(counts));
    for (const [row, value] of expected) await mendRecord(commits, row, await store.get(row), value);
    await commits.flush();
    return expected.size;
  }
}

async function mendRecord(
  commits: Commits,
  key: string,
  stored: Stored | null,
  value: Stored,
): Promise<void> {
  if (JSON.stringify(stored) !== JSON.stringify(value)) await commits.add([{ key, value }]);
}
