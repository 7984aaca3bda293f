import { LANGUAGES, type Language } from '../../base/locale/language.ts';
import type { Release } from '../../domain/release.ts';
import { type Commits, countKeys, keyPortions } from '../../storage/portions.ts';
import type { Store, Stored } from '../../storage/store.ts';
import { shelfState, timelineKeys } from '../../feeds/timeline-keys.ts';
import { monthsRecord, shownKeys, shownRows } from '../../pages/date-index.ts';
import type { Site } from './rows.ts';

/**
 * Counts the open entries of every shelf, whose rows are right by now and lie together. A shelf whose last entry has gone
 * keeps its record: how many archive documents were closed is a fact. Returns how many shelves there are.
 */
export async function mendShelves({ store, owner }: Site, commits: Commits): Promise<number> {
  let shelf: string | null = null;
  let open = 0;
  const mend = async () => {
    if (shelf !== null) await mendShelf(store, commits, shelf, open);
  };
  for await (const rows of keyPortions(store, `timeline:${owner}`)) {
    for (const row of rows) {
      const state = timelineKeys.stateOf(row);
      if (state !== shelf) {
        await mend();
        [shelf, open] = [state, 0];
      }
      if (timelineKeys.isOpen(row)) open += 1;
    }
  }
  await mend();
  await commits.flush();
  await mendEmptyShelves(store, commits, owner);
  return countKeys(store, `shelf:${owner}`);
}

/** Those that have tombstones and no record, or a record and nothing open. */
async function mendEmptyShelves(store: Store, commits: Commits, owner: string): Promise<void> {
  let before: string | null = null;
  for await (const rows of keyPortions(store, `tombstone:${owner}`)) {
    for (const state of rows.map(timelineKeys.stateOf)) {
      if (state !== before && (await store.get(state)) === null) await mendShelf(store, commits, state, 0);
      before = state;
    }
  }
  await commits.flush();
  for await (const states of keyPortions(store, `shelf:${owner}`)) {
    for (const state of states) {
      const [first] = await store.keys(timelineKeys.openRowsOf(state), { limit: 1 });
      if (first === undefined) await mendShelf(store, commits, state, 0);
    }
  }
  await commits.flush();
}

async function mendShelf(store: Store, commits: Commits, state: string, open: number): Promise<void> {
  const stored = await store.get(state);
  const { archives } = shelfState(stored);
  await mendRecord(commits, state, stored, { open, archives });
}

/** How many variants each month has: as many counters as there have been months. */
export class Months {
  readonly #counts = new Map<Language, Map<string, number>>();

  count(owner: string, release: Release): void {
    for (const language of LANGUAGES) {
      const month = shownRows(owner, release, language)?.month;
      if (month === undefined) continue;
      const counts = this.#counts.get(language) ?? new Map<string, number>();
      this.#counts.set(language, counts.set(month, (counts.get(month) ?? 0) + 1));
    }
  }

  /** Returns how many records there are. Once the last release of a language is withdrawn, its own is there and empty. */
  async mend({ store, owner }: Site, commits: Commits): Promise<number> {
    const expected = new Map<string, Stored>();
    for await (const rows of keyPortions(store, shownKeys.allMonths(owner))) {
      for (const row of rows) expected.set(row, {});
    }
    for (const [language, counts] of this.#counts) {
      expected.set(shownKeys.months(owner, language), monthsRecord(counts));
    }
    for (const [row, value] of expected) await mendRecord(commits, row, await store.get(row), value);
    await commits.flush();
    return expected.size;
  }
}

async function mendRecord(
  commits: Commits,
  key: string,
  stored: Stored | null,
  value: Stored,
): Promise<void> {
  if (JSON.stringify(stored) !== JSON.stringify(value)) await commits.add([{ key, value }]);
}
