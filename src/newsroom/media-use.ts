import { idsUsed } from '../media/with-library.ts';
import type { Release } from '../release/release.ts';
import type { Batch } from '../store/batch.ts';
import { newsroomKeys } from './keys.ts';

/** Which releases refer to which files of the library: such a file stays, until the release is withdrawn. */
export function refer(
  batch: Batch,
  key: number,
  newsroomNumber: number,
  before: Release | null,
  after: Release,
): void {
  const [was, is] = [before, after].map((release) =>
    release === null || release.state === 'withdrawn' ? new Set<string>() : idsUsed(release, newsroomNumber),
  );
  for (const id of was ?? []) batch.remove(newsroomKeys.mediaUse(key, id, after.number));
  for (const id of is ?? [])
    batch.set(newsroomKeys.mediaUse(key, id, after.number), { number: after.number });
}
