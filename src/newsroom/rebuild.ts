import { LANGUAGES, type Language } from '../locale/language.ts';
import type { Release } from '../release/release.ts';
import { Batch } from '../store/batch.ts';
import type { Store, Stored } from '../store/store.ts';
import { placedIn, shelfState, timelineKeys } from '../timeline/keys.ts';
import { newsroomCuts, type Shelf, standing, TOMBSTONES } from '../timeline/shelf.ts';
import { monthsRecord, shownKeys, shownRows } from '../timeline/shown.ts';
import { embargo, index } from './commit.ts';
import { newsroomKeys } from './keys.ts';
import { decodeRelease } from './records.ts';
import { rebuildSearch } from './search/search-rows.ts';

const PORTION = 100;

/**
 * Works every list, every timeline, what is found and which embargoes are to lift out again from the releases and from
 * where closed entries were placed, and mends what differs. Runs under the newsroom's lock. Holds the keys of all rows in
 * memory, not the releases.
 */
export async function rebuildTimelines(
  store: Store,
  key: number,
  owner: string,
): Promise<{ rows: number; repaired: number }> {
  const expected = await expectedRows(store, key, owner);
  const bases = [
    ...[`timeline:${owner}`, `tombstone:${owner}`, `shelf:${owner}`, newsroomKeys.indexes(key)],
    ...[shownKeys.allRows(owner), shownKeys.allMonths(owner)],
  ];
  const due = await store.keys(newsroomKeys.due());
  const actual = [
    ...(await Promise.all(bases.map((base) => store.keys(base)))).flat(),
    ...due.filter((row) => newsroomKeys.isLift(row, key)),
  ];
  const known = new Set(actual);
  const batch = new Batch();
  for (const row of actual) {
    if (!expected.has(row)) batch.remove(row);
  }
  for (const [row, value] of expected) {
    const isState = row.startsWith('shelf:') || row.startsWith('months:');
    const differs = isState && JSON.stringify(await store.get(row)) !== JSON.stringify(value);
    if (differs || !known.has(row)) batch.set(row, value);
  }
  await batch.commit(store);
  const found = await rebuildSearch(store, key);
  return { rows: expected.size + found.rows, repaired: batch.size + found.repaired };
}

async function expectedRows(store: Store, key: number, owner: string): Promise<Map<string, Stored>> {
  const rows = new Map<string, Stored>();
  const shelves = new Map<string, Shelf>();
  const open = new Map<string, number>();
  const buried = new Map<string, { row: string; n: number }[]>();
  const months = new Map<Language, Map<string, number>>();
  for await (const release of everyRelease(store, key)) {
    const lists = new Batch();
    index(lists, key, null, release);
    embargo(lists, key, null, release);
    for (const { key: row, value } of lists.writes()) {
      if (value !== undefined) rows.set(row, value);
    }
    for (const language of LANGUAGES) {
      const shown = shownRows(owner, release, language);
      if (shown !== null) {
        for (const row of shown.rows) rows.set(row, { n: release.number });
        const counts = months.get(language) ?? new Map<string, number>();
        months.set(language, counts.set(shown.month, (counts.get(shown.month) ?? 0) + 1));
      }
      const stands = standing(release, language, newsroomCuts);
      const withdrawn =
        release.variants[language]?.publication == null ? null : release.variants[language]?.withdrawn;
      const cuts = stands?.cuts ?? (withdrawn == null ? [] : newsroomCuts(release, language));
      for (const cut of cuts) {
        const shelf = { owner, language, cut };
        const state = timelineKeys.state(shelf);
        shelves.set(state, shelf);
        if (stands !== null) {
          const archive = placedIn(await store.get(timelineKeys.placed(shelf, release.number)));
          rows.set(timelineKeys.row(shelf, archive, stands.at, release.number), { n: release.number });
          if (archive === null) open.set(state, (open.get(state) ?? 0) + 1);
        } else if (withdrawn != null) {
          const row = timelineKeys.tombstone(shelf, withdrawn.at, release.number);
          buried.set(
            state,
            [...(buried.get(state) ?? []), { row, n: release.number }].sort(byRow).slice(0, TOMBSTONES),
          );
        }
      }
    }
  }
  for (const tombstones of buried.values()) for (const { row, n } of tombstones) rows.set(row, { n });
  // A shelf whose last entry has gone keeps its record: how many archive documents were closed is a fact.
  for (const state of new Set([...(await store.keys(`shelf:${owner}`)), ...shelves.keys()])) {
    const { archives } = shelfState(await store.get(state));
    rows.set(state, { open: open.get(state) ?? 0, archives });
  }
  for (const [language, counts] of months) rows.set(shownKeys.months(owner, language), monthsRecord(counts));
  // Once the last release of a language is withdrawn its record is there and empty.
  for (const row of await store.keys(shownKeys.allMonths(owner))) if (!rows.has(row)) rows.set(row, {});
  return rows;
}

function byRow(a: { row: string }, b: { row: string }): number {
  return a.row < b.row ? -1 : 1;
}

/** Every release of the newsroom by number, read in portions. */
export async function* everyRelease(store: Store, key: number): AsyncGenerator<Release> {
  const base = newsroomKeys.releases(key);
  let after: string | undefined;
  for (;;) {
    const keys = await store.keys(base, { limit: PORTION, ...(after !== undefined && { after }) });
    for (const record of await store.getMany(keys)) {
      const release = decodeRelease(record);
      if (release !== null) yield release;
    }
    after = keys.at(-1);
    if (after === undefined) return;
  }
}
