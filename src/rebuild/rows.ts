import type { Release } from '../domain/release.ts';
import { timelineKeys } from '../feeds/timeline-keys.ts';
import { isSameValue, type ProjectedRow, type Projection } from '../repository/projection.ts';
import { invertedNumberAtEnd } from '../repository/release-list.ts';
import { type Commits, countKeys, getMany, keyPortions } from '../storage/portions.ts';
import type { Write } from '../storage/store.ts';
import { AT_ONCE, releasesOf } from './releases.ts';
import { isJudged, type RebuildTarget } from './target.ts';
import { timelineRows } from './timelines.ts';

/** How many rows each base should have. */
export class RowCounts {
  readonly #counts = new Map<string, number>();
  total = 0;

  add(base: string, count: number): void {
    this.#counts.set(base, this.of(base) + count);
    this.total += count;
  }

  of(base: string): number {
    return this.#counts.get(base) ?? 0;
  }
}

/** Writes the rows that the releases should have and that are missing, or say something else. */
export async function addMissing(
  target: RebuildTarget,
  commits: Commits,
  counts: RowCounts,
  releases: readonly Release[],
): Promise<void> {
  for (const projection of target.projections) {
    const rows = releases.flatMap((release) => projection.rows(release, target.newsroom));
    counts.add(projection.base(target.newsroom), rows.length);
    await commits.add(await differing(target, rows));
  }
  const entries = await timelineRows(target, releases);
  counts.add(timelinesBase(target), entries.length);
  const stored = await getMany(
    target.store,
    entries.map(({ key }) => key),
  );
  await commits.add(entries.filter((_, at) => stored[at] === null));
}

async function differing({ store }: RebuildTarget, rows: readonly ProjectedRow[]): Promise<Write[]> {
  const stored = await getMany(
    store,
    rows.map(({ key }) => key),
  );
  return rows
    .filter(({ value }, at) => !isSameValue(stored[at], value))
    .map(({ key, value, found }) => ({ key, value, ...(found !== undefined && { found: found() }) }));
}

/**
 * Removes the rows that no release has, once all that should be there are: where there are no more than should be, each
 * is one of those, and no release is read again.
 */
export async function removeOthers(
  target: RebuildTarget,
  commits: Commits,
  counts: RowCounts,
): Promise<void> {
  for (const projection of target.projections) {
    await removeBelow(target, commits, counts, ownRows(target, projection));
  }
  await removeBelow(target, commits, counts, {
    base: timelinesBase(target),
    isShared: false,
    isOwn: () => true,
    numberOf: invertedNumberAtEnd,
    expected: async (releases, rows) => {
      const states = new Set(rows.map(timelineKeys.stateOf));
      return timelineRows(target, releases, states);
    },
  });
  await commits.flush();
}

interface RowKind {
  readonly base: string;
  /** Other owners' rows, or other kinds, lie below the base as well, so that counting tells nothing. */
  readonly isShared: boolean;
  isOwn(row: string): boolean;
  numberOf(row: string): number | null;
  expected(
    releases: readonly Release[],
    rows: readonly string[],
  ): Promise<readonly { readonly key: string }[]>;
}

function ownRows({ newsroom }: RebuildTarget, projection: Projection): RowKind {
  return {
    base: projection.base(newsroom),
    isShared: projection.isOwn !== undefined,
    isOwn: (row) => projection.isOwn?.(row, newsroom) ?? true,
    numberOf: projection.numberOf,
    expected: async (releases) => releases.flatMap((release) => projection.rows(release, newsroom)),
  };
}

async function removeBelow(
  target: RebuildTarget,
  commits: Commits,
  counts: RowCounts,
  kind: RowKind,
): Promise<void> {
  const { base, isShared, isOwn } = kind;
  if (!isShared && (await countKeys(target.store, base)) === counts.of(base)) return;
  for await (const rows of keyPortions(target.store, base)) {
    await commits.add(await others(target, kind, rows.filter(isOwn)));
  }
}

/** Of rows of one kind those that no release has. */
async function others(target: RebuildTarget, kind: RowKind, rows: readonly string[]): Promise<Write[]> {
  const found: Write[] = [];
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const portion = rows.slice(from, from + AT_ONCE).filter((row) => isJudged(target, kind.numberOf(row)));
    const releases = await releasesOf(target, portion.map(kind.numberOf));
    const expected = new Set((await kind.expected(releases, portion)).map(({ key }) => key));
    found.push(...portion.filter((row) => !expected.has(row)).map((key) => ({ key })));
  }
  return found;
}

export function timelinesBase({ owner }: RebuildTarget): string {
  return `timeline:${owner}`;
}
