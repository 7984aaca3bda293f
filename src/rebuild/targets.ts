import { LAST_NUMBER, releaseId } from '../domain/release.ts';
import { directoryCuts, newsroomCuts, ownerOf } from '../domain/timeline.ts';
import { DIRECTORY_KEY, newsroomKeys } from '../repository/keys.ts';
import type { ProjectedNewsroom, Projection } from '../repository/projection.ts';
import type { Store } from '../storage/store.ts';
import type { RebuildTarget } from './target.ts';

export function newsroomTarget(
  store: Store,
  newsroom: ProjectedNewsroom,
  projections: readonly Projection[],
): RebuildTarget {
  const { key } = newsroom;
  return {
    store,
    newsroom,
    projections,
    owner: ownerOf(key),
    cuts: newsroomCuts,
    releasesBase: newsroomKeys.releases(key),
    releaseKey: (number) => newsroomKeys.release(key, number),
    numberOf: (number) => number,
    numbers: { from: 1, to: LAST_NUMBER },
    isShared: false,
  };
}

/** `number` is the newsroom's public number. */
export function directoryTarget(
  store: Store,
  number: number,
  keys: {
    readonly owner: string;
    readonly releases: string;
    release(id: number): string;
    readonly projections: readonly Projection[];
  },
): RebuildTarget {
  return {
    store,
    newsroom: { key: DIRECTORY_KEY, number },
    projections: keys.projections,
    owner: keys.owner,
    cuts: directoryCuts,
    releasesBase: keys.releases,
    releaseKey: keys.release,
    numberOf: (release) => releaseId(number, release),
    numbers: { from: releaseId(number, 1), to: releaseId(number, LAST_NUMBER) },
    isShared: true,
  };
}
