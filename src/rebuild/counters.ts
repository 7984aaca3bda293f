import type { Release } from '../domain/release.ts';
import { readTimelineState, timelineKeys } from '../feeds/timeline-keys.ts';
import { countsRecord } from '../repository/projection.ts';
import { type BatchWriter, countKeys, keyBatches } from '../storage/batches.ts';
import type { Store, Stored } from '../storage/store.ts';
import type { RebuildTarget } from './target.ts';

/**
 * Counts the open entries of every timeline after its rows are repaired. The record of an empty timeline remains, because
 * its number of archive documents cannot be computed. Returns the number of timelines.
 */
export async function repairTimelineCounters(
  { store, owner }: RebuildTarget,
  writer: BatchWriter,
): Promise<number> {
  let timeline: string | null = null;
  let open = 0;
  const repair = async () => {
    if (timeline !== null) await repairTimeline(store, writer, timeline, open);
  };
  for await (const rows of keyBatches(store, `timeline:${owner}`)) {
    for (const row of rows) {
      const state = timelineKeys.stateOf(row);
      if (state !== timeline) {
        await repair();
        [timeline, open] = [state, 0];
      }
      if (timelineKeys.isOpen(row)) open += 1;
    }
  }
  await repair();
  await writer.flush();
  await repairEmptyTimelines(store, writer, owner);
  return countKeys(store, `shelf:${owner}`);
}

/** Repairs timelines that have tombstones but no record, or a record but no open entry. */
async function repairEmptyTimelines(store: Store, writer: BatchWriter, owner: string): Promise<void> {
  let before: string | null = null;
  for await (const rows of keyBatches(store, `tombstone:${owner}`)) {
    for (const state of rows.map(timelineKeys.stateOf)) {
      if (state !== before && (await store.get(state)) === null)
        await repairTimeline(store, writer, state, 0);
      before = state;
    }
  }
  await writer.flush();
  for await (const states of keyBatches(store, `shelf:${owner}`)) {
    for (const state of states) {
      const [first] = await store.keys(timelineKeys.openRowsOf(state), { limit: 1 });
      if (first === undefined) await repairTimeline(store, writer, state, 0);
    }
  }
  await writer.flush();
}

async function repairTimeline(store: Store, writer: BatchWriter, state: string, open: number): Promise<void> {
  const stored = await store.get(state);
  const { archives } = readTimelineState(stored);
  await writeIfDifferent(writer, state, stored, { open, archives });
}

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

  /** Returns the number of records. A record whose last release was withdrawn remains and is empty. */
  async repair(writer: BatchWriter): Promise<number> {
    const { store, newsroom, projections } = this.#target;
    const expected = new Map<string, Stored>();
    for (const { countsBase } of projections) {
      if (countsBase === undefined) continue;
      for await (const rows of keyBatches(store, countsBase(newsroom))) {
        for (const row of rows) expected.set(row, {});
      }
    }
    for (const [key, counts] of this.#counts) expected.set(key, countsRecord(counts));
    for (const [row, value] of expected) await writeIfDifferent(writer, row, await store.get(row), value);
    await writer.flush();
    return expected.size;
  }
}

async function writeIfDifferent(
  writer: BatchWriter,
  key: string,
  stored: Stored | null,
  value: Stored,
): Promise<void> {
  if (JSON.stringify(stored) !== JSON.stringify(value)) await writer.add([{ key, value }]);
}
