import type { Release } from '../domain/release.ts';
import { MAX_TOMBSTONES } from '../domain/timeline.ts';
import { timelineKeys } from '../feeds/timeline-keys.ts';
import { invertedNumberAtEnd } from '../repository/release-list.ts';
import { type BatchWriter, getMany } from '../storage/batches.ts';
import type { Write } from '../storage/store.ts';
import { eachPortion, LOCKED, type RebuiltOwner } from './portions.ts';
import { RELEASES_PER_BATCH, readReleases } from './releases.ts';
import { isRowOfTarget, type RebuildTarget } from './target.ts';
import { tombstoneRows } from './timelines.ts';

/**
 * Removes tombstones of variants that are not withdrawn, and the oldest ones beyond the limit of a timeline. The type may
 * have changed since the withdrawal, so a tombstone is right on any timeline of its language.
 */
export async function removeWrongTombstones(
  target: RebuildTarget,
  owner: RebuiltOwner,
  writer: BatchWriter,
): Promise<void> {
  let timeline = '';
  let kept = 0;
  const portion = { base: tombstonesBase(target), limit: RELEASES_PER_BATCH };
  await eachPortion(target.store, owner, portion, async (rows) => {
    const expected = await expectedTombstones(target, rows);
    for (const row of rows) {
      const state = timelineKeys.stateOf(row);
      if (state !== timeline) [timeline, kept] = [state, 0];
      const isExpected = expected.has(withoutCut(row)) || !isRowOfTarget(target, invertedNumberAtEnd(row));
      if (isExpected && kept < MAX_TOMBSTONES) kept += 1;
      else await writer.add([{ key: row }]);
    }
    await writer.flush();
  });
}

/** The tombstones of the releases of `rows`, without the cuts. */
async function expectedTombstones(target: RebuildTarget, rows: readonly string[]): Promise<Set<string>> {
  const releases = await readReleases(target, rows.map(invertedNumberAtEnd));
  const expected = releases.flatMap((release) => tombstoneRows(target, release));
  return new Set(expected.map(({ row }) => withoutCut(row)));
}

function withoutCut(row: string): string {
  const [family, owner, language, , ...rest] = row.split(':');
  return [family, owner, language, ...rest].join(':');
}

export function tombstonesBase({ owner }: RebuildTarget): string {
  return `tombstone:${owner}`;
}

/** Tombstones in memory at once, on all timelines together. */
const MAX_PENDING = 5000;

/**
 * Collects missing tombstones until the end, because only then the newest of a timeline are known. When they become too many
 * it writes them early, and newer ones replace them later.
 */
export class MissingTombstones {
  readonly #target: RebuildTarget;
  readonly #writer: BatchWriter;
  readonly #pending = new Map<string, string[]>();
  #pendingCount = 0;

  constructor(target: RebuildTarget, writer: BatchWriter) {
    this.#target = target;
    this.#writer = writer;
  }

  async collect(releases: readonly Release[]): Promise<void> {
    const { store } = this.#target;
    const all = releases.flatMap((release) => tombstoneRows(this.#target, release));
    const stored = await getMany(
      store,
      all.map(({ row }) => row),
    );
    for (const [at, { base, row }] of all.entries()) {
      if (stored[at] === null && (await this.#isAmongNewest(base, row))) this.#add(base, row);
    }
    // The lock is held here.
    if (this.#pendingCount > MAX_PENDING) await this.write(LOCKED);
  }

  async write(owner: Pick<RebuiltOwner, 'withLock'>): Promise<void> {
    for (const [base, pending] of this.#pending) {
      await owner.withLock(async () => {
        // A release may have changed since.
        const expected = await expectedTombstones(this.#target, pending);
        const rows = pending.filter((row) => expected.has(withoutCut(row)));
        const stored = await this.#target.store.keys(base, { limit: MAX_TOMBSTONES });
        const newest = new Set(newestOf([...stored, ...rows]));
        const removed = stored.filter((row) => !newest.has(row));
        await this.#writer.add([
          ...rows.filter((row) => newest.has(row)).map(toTombstoneWrite),
          ...removed.map((key) => ({ key })),
        ]);
        await this.#writer.flush();
      });
    }
    this.#pending.clear();
    this.#pendingCount = 0;
  }

  async #isAmongNewest(base: string, row: string): Promise<boolean> {
    const stored = await this.#target.store.keys(base, { limit: MAX_TOMBSTONES });
    return stored.length < MAX_TOMBSTONES || row < (stored.at(-1) ?? '');
  }

  #add(base: string, row: string): void {
    const before = this.#pending.get(base) ?? [];
    const rows = newestOf([...before, row]);
    this.#pending.set(base, rows);
    this.#pendingCount += rows.length - before.length;
  }
}

/** Keys sort newest first. */
function newestOf(rows: readonly string[]): string[] {
  return rows.toSorted().slice(0, MAX_TOMBSTONES);
}

function toTombstoneWrite(row: string): Write {
  return { key: row, value: { n: timelineKeys.parseRow(row).number } };
}
