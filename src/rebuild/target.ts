import type { CutRule } from '../domain/timeline.ts';
import type { ProjectedNewsroom, Projection } from '../repository/projection.ts';
import type { Store } from '../storage/store.ts';

/** The owner whose rows are mended, under its lock: a newsroom, or in the directory what is of one newsroom. */
export interface RebuildTarget {
  readonly store: Store;
  readonly newsroom: ProjectedNewsroom;
  /** Of the timelines. */
  readonly owner: string;
  readonly cuts: CutRule;
  readonly projections: readonly Projection[];
  /** All releases' records lie below it. */
  readonly releases: string;
  releaseKey(number: number): string;
  /** How the owner numbers a release that is read from its record. */
  numberOf(releaseNumber: number): number;
  /** The numbers that releases can have here. */
  readonly numbers: { readonly from: number; readonly to: number };
  /** The owner has rows of other newsrooms' releases as well, which are left alone. */
  readonly isShared: boolean;
}

/** Whether a row's release is one of the target's. */
export function isWithin({ numbers }: RebuildTarget, number: number | null): number is number {
  return number !== null && number >= numbers.from && number <= numbers.to;
}

/** Whether a row is the target's to judge: what names no release is nobody's, what names another newsroom's is theirs. */
export function isJudged(target: RebuildTarget, number: number | null): boolean {
  return number === null || !target.isShared || isWithin(target, number);
}
