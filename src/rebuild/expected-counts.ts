import type { Release } from '../domain/release.ts';
import { membershipsOf } from '../feeds/membership.ts';
import type { CommitFollower } from '../repository/commit-followers.ts';
import { countsRecord } from '../repository/projection.ts';
import type { Stored } from '../storage/store.ts';
import { isNumberOfTarget, type RebuildTarget } from './target.ts';

/**
 * How many rows there should be and what the projections count, portion by portion. A commit between two portions corrects
 * the counts of the releases that are counted already.
 */
export class ExpectedCounts {
  readonly #target: RebuildTarget;
  readonly #rows = new Map<string, number>();
  readonly #named = new Map<string, Map<string, number>>();
  #countedTo = 0;
  #changes = 0;
  #total = 0;

  constructor(target: RebuildTarget) {
    this.#target = target;
  }

  /** The rows of all projections and timelines. */
  get total(): number {
    return this.#total;
  }

  /** Grows with each commit: rows that were counted across several portions agree with `rows` only while it is the same. */
  get changes(): number {
    return this.#changes;
  }

  /** `countedTo` is the last number of the portion, `Infinity` when no further releases follow. */
  addPortion(releases: readonly Release[], countedTo: number): void {
    for (const release of releases) this.#add(release, 1);
    this.#countedTo = countedTo;
  }

  readonly follow: CommitFollower = (number, before, after) => {
    if (!isNumberOfTarget(this.#target, number)) return;
    this.#changes += 1;
    if (number > this.#countedTo) return;
    if (before !== null) this.#add(before, -1);
    this.#add(after, 1);
  };

  rows(base: string): number {
    return this.#rows.get(base) ?? 0;
  }

  /** The records of the projections' counts. */
  records(): ReadonlyMap<string, Stored> {
    return new Map(Array.from(this.#named, ([key, counts]) => [key, countsRecord(counts)]));
  }

  #add(release: Release, by: 1 | -1): void {
    const { projections, newsroom, owner, cuts } = this.#target;
    for (const projection of projections) {
      this.#addRows(projection.base(newsroom), by * projection.rows(release, newsroom).length);
      for (const { key, name } of projection.counts?.(release, newsroom) ?? []) {
        const counts = this.#named.get(key) ?? new Map<string, number>();
        this.#named.set(key, counts.set(name, (counts.get(name) ?? 0) + by));
      }
    }
    this.#addRows(timelinesBase(this.#target), by * membershipsOf(owner, release, cuts).length);
  }

  #addRows(base: string, count: number): void {
    this.#rows.set(base, this.rows(base) + count);
    this.#total += count;
  }
}

export function timelinesBase({ owner }: RebuildTarget): string {
  return `timeline:${owner}`;
}
