import type { Newsroom } from './newsroom.ts';
import type { Release } from './release.ts';

/** A release as it is kept, with the newsroom it belongs to. */
export interface ReleaseWithNewsroom {
  readonly newsroom: Newsroom;
  readonly release: Release;
}
