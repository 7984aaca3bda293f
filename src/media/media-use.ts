import type { Release } from '../domain/release.ts';
import { hasPublicVariant } from '../domain/visibility.ts';
import { newsroomKeys } from '../repository/keys.ts';
import type { Batch } from '../storage/batch.ts';
import type { Store } from '../storage/store.ts';
import { idsUsed } from './library-references.ts';

/** Releases that are asked whether they show a file; one that so many others keep to themselves stays unlisted. */
const ASKED = 100;

/**
 * Writes which releases refer to which files of the library: such a file stays, until the release is withdrawn. Returns
 * whether that has changed, and with it perhaps what the public is shown of the library.
 */
export function refer(
  batch: Batch,
  key: number,
  newsroomNumber: number,
  before: Release | null,
  after: Release,
): boolean {
  const [was, is] = [before, after].map((release) =>
    release === null || release.state === 'withdrawn' ? new Set<string>() : idsUsed(release, newsroomNumber),
  );
  for (const id of was ?? []) batch.remove(newsroomKeys.mediaUse(key, id, after.number));
  for (const id of is ?? []) {
    const use = { number: after.number, isPublic: hasPublicVariant(after) };
    batch.set(newsroomKeys.mediaUse(key, id, after.number), use);
  }
  const names = [was, is].map((ids) => [...(ids ?? [])].join());
  return names[0] !== names[1] || (names[0] !== '' && hasPublicVariant(before) !== hasPublicVariant(after));
}

/** A file that only drafts and embargoed releases refer to is theirs: its picture and caption would tell of them. */
export async function isListed(store: Store, key: number, id: string): Promise<boolean> {
  const rows = await store.keys(newsroomKeys.mediaUses(key, id), { limit: ASKED });
  if (rows.length === 0) return true;
  return (await store.getMany(rows)).some((use) => use?.isPublic === true);
}
