import type { Release } from '../domain/release.ts';
import { TOMBSTONES } from '../domain/timeline.ts';
import { timelineKeys } from '../feeds/timeline-keys.ts';
import { invertedNumberAtEnd } from '../repository/release-list.ts';
import { type Commits, getMany, keyPortions } from '../storage/portions.ts';
import type { Write } from '../storage/store.ts';
import { AT_ONCE, releasesOf } from './releases.ts';
import { isJudged, type RebuildTarget } from './target.ts';
import { tombstonesOf } from './timelines.ts';

/** Removes tombstones of what is not withdrawn, and on every timeline those beyond the newest. */
export async function removeOtherTombstones(target: RebuildTarget, commits: Commits): Promise<void> {
  let timeline = '';
  let kept = 0;
  for await (const rows of keyPortions(target.store, tombstonesBase(target), AT_ONCE)) {
    const releases = await releasesOf(target, rows.map(invertedNumberAtEnd));
    const expected = new Set(
      releases.flatMap((release) => tombstonesOf(target, release)).map(({ row }) => row),
    );
    for (const row of rows) {
      const state = timelineKeys.stateOf(row);
      if (state !== timeline) [timeline, kept] = [state, 0];
      const isRight = expected.has(row) || !isJudged(target, invertedNumberAtEnd(row));
      if (isRight && kept < TOMBSTONES) kept += 1;
      else await commits.add([{ key: row }]);
    }
  }
  await commits.flush();
}

export function tombstonesBase({ owner }: RebuildTarget): string {
  return `tombstone:${owner}`;
}

/** Tombstones in memory at once, on all timelines together. */
const MOST_HELD = 5000;

/**
 * The tombstones that are missing among the newest of their shelves. Which those are is known at the end, so they are
 * held until then; if they become too many, some are written that newer ones take the place of.
 */
export class MissingTombstones {
  readonly #target: RebuildTarget;
  readonly #commits: Commits;
  readonly #timelines = new Map<string, string[]>();
  #held = 0;

  constructor(target: RebuildTarget, commits: Commits) {
    this.#target = target;
    this.#commits = commits;
  }

  async look(releases: readonly Release[]): Promise<void> {
    const { store } = this.#target;
    const all = releases.flatMap((release) => tombstonesOf(this.#target, release));
    const stored = await getMany(
      store,
      all.map(({ row }) => row),
    );
    for (const [at, { base, row }] of all.entries()) {
      if (stored[at] === null && (await this.#isTold(base, row))) this.#hold(base, row);
    }
    if (this.#held > MOST_HELD) await this.write();
  }

  /** Writes what is held; the oldest that there is no room for then go in the same breath. */
  async write(): Promise<void> {
    for (const [base, rows] of this.#timelines) {
      const stored = await this.#target.store.keys(base, { limit: TOMBSTONES });
      const newest = new Set(newestOf([...stored, ...rows]));
      const gone = stored.filter((row) => !newest.has(row));
      await this.#commits.add([
        ...rows.filter((row) => newest.has(row)).map(tombstone),
        ...gone.map((key) => ({ key })),
      ]);
    }
    this.#timelines.clear();
    this.#held = 0;
    await this.#commits.flush();
  }

  /** Newer than one that is told, or there is room. */
  async #isTold(base: string, row: string): Promise<boolean> {
    const stored = await this.#target.store.keys(base, { limit: TOMBSTONES });
    return stored.length < TOMBSTONES || row < (stored.at(-1) ?? '');
  }

  #hold(base: string, row: string): void {
    const before = this.#timelines.get(base) ?? [];
    const rows = newestOf([...before, row]);
    this.#timelines.set(base, rows);
    this.#held += rows.length - before.length;
  }
}

/** Keys sort newest first. */
function newestOf(rows: readonly string[]): string[] {
  return rows.toSorted().slice(0, TOMBSTONES);
}

function tombstone(row: string): Write {
  return { key: row, value: { n: timelineKeys.parseRow(row).number } };
}
