import { tag } from '../documents/cache-tags.ts';
import { ownerOf } from '../domain/timeline.ts';
import { hasPublicVariant } from '../domain/visibility.ts';
import type { Projection } from '../repository/projection.ts';
import { numberAtEnd } from '../repository/release-list.ts';
import type { Store } from '../storage/store.ts';
import { mediaKeys } from './keys.ts';
import { fileIdsIn } from './library-references.ts';

/** A file whose first 100 releases are not public counts as not public. */
const MAX_RELEASES_READ = 100;

/**
 * The releases that refer to each file, which cannot be removed until they are withdrawn. A change may show or hide a file
 * in the public library, so it has the library's tag.
 */
export const mediaUses: Projection = {
  rows: (release, { key, number }) =>
    release.state === 'withdrawn'
      ? []
      : Array.from(fileIdsIn(release, number), (id) => ({
          key: mediaKeys.use(key, id, release.number),
          value: { number: release.number, isPublic: hasPublicVariant(release) },
        })),
  base: ({ key }) => mediaKeys.allUses(key),
  numberOf: numberAtEnd,
  tags: ({ key }) => [tag.library(ownerOf(key))],
};

/** False for a file that only drafts and embargoed releases refer to, because it would reveal their content. */
export async function isListed(store: Store, key: number, id: string): Promise<boolean> {
  const rows = await store.keys(mediaKeys.uses(key, id), { limit: MAX_RELEASES_READ });
  if (rows.length === 0) return true;
  return (await store.getMany(rows)).some((use) => use?.isPublic === true);
}
