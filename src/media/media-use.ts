import type { Release } from '../domain/release.ts';
import type { Projection } from '../repository/projection.ts';
import { numberAtEnd } from '../repository/release-list.ts';
import type { RecordReader } from '../storage/store.ts';
import { mediaKeys } from './keys.ts';
import { fileIdsIn, publicFileIdsIn } from './library-references.ts';

const USES_PER_READ = 100;

/** What a newsroom's releases do with a file: a release that is public shows it, others only refer to it, or none does. */
export type MediaUse = 'public' | 'hidden' | 'none';

/** The releases that refer to each file, which cannot be removed until they are withdrawn. */
export const mediaUses: Projection = {
  rows: (release, { key, number }) =>
    Array.from(usesIn(release, number), ([id, isPublic]) => ({
      key: mediaKeys.use(key, id, release.number),
      value: { number: release.number, isPublic },
    })),
  base: ({ key }) => mediaKeys.allUses(key),
  numberOf: numberAtEnd,
};

/** The ids of the files that a release refers to, each with whether the release shows it to the public. */
export function usesIn(release: Release, newsroomNumber: number): ReadonlyMap<string, boolean> {
  if (release.state === 'withdrawn') return new Map();
  const shown = publicFileIdsIn(release, newsroomNumber);
  return new Map(Array.from(fileIdsIn(release, newsroomNumber), (id) => [id, shown.has(id)]));
}

/** Reads until it finds a public use, however many releases refer to the file. `except` is a release that does not count. */
export async function readUse(
  store: Pick<RecordReader, 'keys' | 'getMany'>,
  key: number,
  id: string,
  except?: number,
): Promise<MediaUse> {
  const base = mediaKeys.uses(key, id);
  const excepted = except === undefined ? null : mediaKeys.use(key, id, except);
  let use: MediaUse = 'none';
  let rows: readonly string[] = [];
  do {
    const after = rows.at(-1);
    rows = await store.keys(base, { limit: USES_PER_READ, ...(after !== undefined && { after }) });
    const counted = rows.filter((row) => row !== excepted);
    if (counted.length === 0) continue;
    use = 'hidden';
    if ((await store.getMany(counted)).some((row) => row?.isPublic === true)) return 'public';
  } while (rows.length === USES_PER_READ);
  return use;
}
