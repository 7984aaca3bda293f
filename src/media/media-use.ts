import { tag } from '../documents/cache-tags.ts';
import { ownerOf } from '../domain/timeline.ts';
import { hasPublicVariant } from '../domain/visibility.ts';
import type { Projection } from '../repository/projection.ts';
import { numberAtEnd } from '../repository/release-list.ts';
import type { Store } from '../storage/store.ts';
import { mediaKeys } from './keys.ts';
import { idsUsed } from './library-references.ts';

/** Releases that are asked whether they show a file; one that so many others keep to themselves stays unlisted. */
const ASKED = 100;

/**
 * Which releases refer to which files of the library: such a file stays, until the release is withdrawn. A change of it is
 * perhaps one of what the public is shown of the library.
 */
export const mediaUses: Projection = {
  rows: (release, { key, number }) =>
    release.state === 'withdrawn'
      ? []
      : Array.from(idsUsed(release, number), (id) => ({
          key: mediaKeys.use(key, id, release.number),
          value: { number: release.number, isPublic: hasPublicVariant(release) },
        })),
  base: ({ key }) => mediaKeys.allUses(key),
  numberOf: numberAtEnd,
  tags: ({ key }) => [tag.library(ownerOf(key))],
};

/** A file that only drafts and embargoed releases refer to is theirs: its picture and caption would tell of them. */
export async function isListed(store: Store, key: number, id: string): Promise<boolean> {
  const rows = await store.keys(mediaKeys.uses(key, id), { limit: ASKED });
  if (rows.length === 0) return true;
  return (await store.getMany(rows)).some((use) => use?.isPublic === true);
}
