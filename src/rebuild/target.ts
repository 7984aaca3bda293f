import type { CutRule } from '../domain/timeline.ts';
import type { ProjectedNewsroom, Projection } from '../repository/projection.ts';
import type { Store } from '../storage/store.ts';

/** All rows of a newsroom, or the directory's rows of one newsroom. */
export interface RebuildTarget {
  readonly store: Store;
  readonly newsroom: ProjectedNewsroom;
  readonly owner: string;
  readonly cuts: CutRule;
  readonly projections: readonly Projection[];
  readonly releasesBase: string;
  releaseKey(number: number): string;
  /** The directory numbers releases by their ids. */
  numberOf(releaseNumber: number): number;
  readonly numbers: { readonly from: number; readonly to: number };
  /** True when the owner also has rows of other newsrooms, which a rebuild must not change. */
  readonly isShared: boolean;
}

export function isNumberOfTarget({ numbers }: RebuildTarget, number: number | null): number is number {
  return number !== null && number >= numbers.from && number <= numbers.to;
}

/** `number` is the row's release. A row without one belongs to no other newsroom, so the rebuild may remove it. */
export function isRowOfTarget(target: RebuildTarget, number: number | null): boolean {
  return number === null || !target.isShared || isNumberOfTarget(target, number);
}
