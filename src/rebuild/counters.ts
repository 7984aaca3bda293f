import type { Release } from '../domain/release.ts';
import { readTimelineState, timelineKeys } from '../feeds/timeline-keys.ts';
import { countsRecord } from '../repository/projection.ts';
import { type BatchWriter, countKeys, keyBatches } from '../storage/batches.ts';
import type { Store, Stored } from '../storage/store.ts';
import type { RebuildTarget } from './target.ts';

/**
 * Counts the open entries of every timeline after its rows are repaired. A lost record gets the number of archive documents
 * that have entries; the record of an empty timeline remains, because its number cannot be computed. Returns the number of timelines.
 */
export async function repairTimelineCounters(
  { store, owner }: RebuildTarget,
  writer: BatchWriter,
): Promise<number> {
  let timeline: string | null = null;
  let open = 0;
  let archives = 0;
  const repair = async () => {
    if (timeline !== null) await repairTimeline(store, writer, timeline, { open, archives });
  };
  for await (const rows of keyBatches(store, `timeline:${owner}`)) {
    for (const row of rows) {
      const state = timelineKeys.stateOf(row);
      if (state !== timeline) {
        await repair();
        [timeline, open, archives] = [state, 0, 0];
      }
      if (timelineKeys.isOpen(row)) open += 1;
      archives = Math.max(archives, timelineKeys.archiveOf(row) ?? 0);
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
      if (state !== before && (await readable(store, state)) === null)
        await repairTimeline(store, writer, state, { open: 0, archives: 0 });
      before = state;
    }
  }
  await writer.flush();
  for await (const states of keyBatches(store, `shelf:${owner}`)) {
    for (const state of states) {
      const [first] = await store.keys(timelineKeys.openRowsOf(state), { limit: 1 });
      if (first === undefined) await repairTimeline(store, writer, state, { open: 0, archives: 0 });
    }
  }
  await writer.flush();
}

async function repairTimeline(
  store: Store,
  writer: BatchWriter,
  state: string,
  counted: { readonly open: number; readonly archives: number },
): Promise<void> {
  const stored = await readable(store, state);
  const archives = Math.max(readTimelineState(stored).archives, counted.archives);
  await writeIfDifferent(writer, state, stored, { open: counted.open, archives });
}

/** Null also for a record that is there and cannot be read, over which a right one is written. */
async function readable(store: Store, key: string): Promise<Stored | null> {
  const [record = null] = await store.getMany([key]);
  return record;
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
    for (const [row, value] of expected)
      await writeIfDifferent(writer, row, await readable(store, row), value);
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
