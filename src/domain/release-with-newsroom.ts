import type { Newsroom } from './newsroom.ts';
import type { Release } from './release.ts';

export interface ReleaseWithNewsroom {
  readonly newsroom: Newsroom;
  readonly release: Release;
}
