import type { Instant } from '../base/time/instant.ts';
import { dueKeys } from '../jobs/due-keys.ts';
import { newsroomKeys } from '../repository/keys.ts';
import { isSameValue } from '../repository/projection.ts';
import { decodeRelease } from '../repository/records.ts';
import { BatchWriter, keyBatches } from '../storage/batches.ts';
import type { Store, Write } from '../storage/store.ts';
import { searchIndex } from './search-projection.ts';

const PORTION = 100;

/**
 * Indexes releases after the key `after`. The returned `after` is null when all releases are indexed. After a reset of the
 * index (`isEmptied`) its rows are written also where their records are unchanged.
 */
export async function indexPortion(
  store: Store,
  key: number,
  { after, isEmptied }: { readonly after: string | null; readonly isEmptied: boolean },
): Promise<{ writes: readonly Write[]; after: string | null }> {
  const base = newsroomKeys.releases(key);
  const keys = await store.keys(base, { limit: PORTION, ...(after !== null && { after }) });
  const releases = (await store.getMany(keys)).flatMap((record) => decodeRelease(record) ?? []);
  // No row of the index contains the newsroom's number, so any number will do.
  const rows = releases.flatMap((release) => searchIndex.rows(release, { key, number: 0 }));
  const stored = await store.getMany(rows.map((row) => row.key));
  const differing = rows.filter(({ value }, at) => isEmptied || !isSameValue(stored[at], value));
  return {
    writes: differing.map(({ searchTerms, ...write }) => ({
      ...write,
      ...(searchTerms !== undefined && { searchTerms: searchTerms() }),
    })),
    after: keys.length < PORTION ? null : (keys.at(-1) ?? null),
  };
}

/** Adds to each newsroom of the store the task that completes its index. */
export async function scheduleIndexing(store: Store, now: Instant): Promise<void> {
  const writer = new BatchWriter(store);
  for await (const rows of keyBatches(store, 'newsroom')) {
    const keys = rows.map((row) => Number(row.slice(row.indexOf(':') + 1)));
    await writer.add(keys.map((key) => indexingTask(now, key)));
  }
  await writer.flush();
}

export function indexingTask(at: Instant, key: number): Write {
  return { key: dueKeys.row(at, key, 'search'), value: { key, task: 'search' } };
}
