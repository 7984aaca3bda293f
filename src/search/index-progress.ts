import { newsroomKeys } from '../repository/keys.ts';
import { isSameValue } from '../repository/projection.ts';
import { decodeRelease } from '../repository/records.ts';
import type { Store, Write } from '../storage/store.ts';
import { searchIndex } from './search-projection.ts';

const PORTION = 100;

/** Indexes releases after the key `after`. The returned `after` is null when all releases are indexed. */
export async function indexPortion(
  store: Store,
  key: number,
  after: string | null,
): Promise<{ writes: readonly Write[]; after: string | null }> {
  const base = newsroomKeys.releases(key);
  const keys = await store.keys(base, { limit: PORTION, ...(after !== null && { after }) });
  const releases = (await store.getMany(keys)).flatMap((record) => decodeRelease(record) ?? []);
  // No row of the index contains the newsroom's number, so any number will do.
  const rows = releases.flatMap((release) => searchIndex.rows(release, { key, number: 0 }));
  const stored = await store.getMany(rows.map((row) => row.key));
  const differing = rows.filter(({ value }, at) => !isSameValue(stored[at], value));
  return {
    writes: differing.map(({ searchTerms, ...write }) => ({
      ...write,
      ...(searchTerms !== undefined && { searchTerms: searchTerms() }),
    })),
    after: keys.length < PORTION ? null : (keys.at(-1) ?? null),
  };
}
