import { readTimelineState, timelineKeys } from '../feeds/timeline-keys.ts';
import { type BatchWriter, countKeys, keyBatches } from '../storage/batches.ts';
import { paddedNumber } from '../storage/keys.ts';
import type { Store, Stored } from '../storage/store.ts';
import type { ExpectedCounts } from './expected-counts.ts';
import { eachPortion, type RebuiltOwner, turn } from './portions.ts';
import type { RebuildTarget } from './target.ts';

/** Timelines of one hold of the lock; the open part of each has 99 entries at most. */
const TIMELINES_PER_PORTION = 50;
/** Sorts after every character of a key. */
const AFTER_ALL = '~';

/**
 * Counts the open entries of every timeline after its rows are repaired. A lost record gets the number of archive documents
 * that have entries; the record of an empty timeline remains, because its number cannot be computed. Returns the number of timelines.
 */
export async function repairTimelineCounters(
  { store, owner: name }: RebuildTarget,
  owner: RebuiltOwner,
  writer: BatchWriter,
): Promise<number> {
  const recorded = { base: `shelf:${name}`, limit: TIMELINES_PER_PORTION };
  await eachPortion(store, owner, recorded, async (states) => {
    for (const state of states) await repairTimeline(store, writer, state);
    await writer.flush();
  });
  for (const family of ['timeline', 'tombstone'])
    await repairUnrecorded(store, owner, writer, `${family}:${name}`);
  return countKeys(store, recorded.base);
}

/** Repairs timelines that have rows below `base` but no record, and reads one row of each timeline for it. */
async function repairUnrecorded(
  store: Store,
  owner: RebuiltOwner,
  writer: BatchWriter,
  base: string,
): Promise<void> {
  let after: string | undefined;
  const portion = async () => {
    for (let n = 0; n < TIMELINES_PER_PORTION; n += 1) {
      const [row] = await store.keys(base, { limit: 1, ...(after !== undefined && { after }) });
      if (row === undefined) return true;
      const state = timelineKeys.stateOf(row);
      if ((await readable(store, state)) === null) await repairTimeline(store, writer, state);
      after = `${row.split(':').slice(0, 4).join(':')}:${AFTER_ALL}`;
    }
    return false;
  };
  let isDone = false;
  while (!isDone) {
    isDone = await owner.withLock(async () => {
      const isLast = await portion();
      await writer.flush();
      return isLast;
    });
    await turn();
  }
}

async function repairTimeline(store: Store, writer: BatchWriter, state: string): Promise<void> {
  const stored = await readable(store, state);
  const open = await countKeys(store, timelineKeys.openRowsOf(state));
  const archives = await lastArchive(store, state, readTimelineState(stored).archives);
  await writeIfDifferent(writer, state, stored, { open, archives });
}

/** `recorded`, or the number of a later archive document that has entries. */
async function lastArchive(store: Store, state: string, recorded: number): Promise<number> {
  const before = timelineKeys.openRowsOf(state);
  const base = before.slice(0, before.lastIndexOf(':'));
  let last = recorded;
  for (;;) {
    const after = `${base}:${paddedNumber(last)}:${AFTER_ALL}`;
    const [row] = await store.keys(base, { limit: 1, after, before });
    const archive = row === undefined ? null : timelineKeys.archiveOf(row);
    if (archive === null || archive <= last) return last;
    last = archive;
  }
}

/** Null also for a record that is there and cannot be read, over which a right one is written. */
async function readable(store: Store, key: string): Promise<Stored | null> {
  const [record = null] = await store.getMany([key]);
  return record;
}

/** Returns the number of records. A record whose last release was withdrawn remains and is empty. */
export function repairProjectedCounts(
  { store, newsroom, projections }: RebuildTarget,
  owner: RebuiltOwner,
  writer: BatchWriter,
  counts: ExpectedCounts,
): Promise<number> {
  return owner.withLock(async () => {
    const expected = new Map<string, Stored>();
    for (const { countsBase } of projections) {
      if (countsBase === undefined) continue;
      for await (const rows of keyBatches(store, countsBase(newsroom))) {
        for (const row of rows) expected.set(row, {});
      }
    }
    for (const [key, record] of counts.records()) expected.set(key, record);
    for (const [row, value] of expected)
      await writeIfDifferent(writer, row, await readable(store, row), value);
    await writer.flush();
    return expected.size;
  });
}

async function writeIfDifferent(
  writer: BatchWriter,
  key: string,
  stored: Stored | null,
  value: Stored,
): Promise<void> {
  if (JSON.stringify(stored) !== JSON.stringify(value)) await writer.add([{ key, value }]);
}
