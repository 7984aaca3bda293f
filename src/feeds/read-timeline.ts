import { FULL, type Timeline, TOMBSTONES } from '../domain/timeline.ts';
import type { Store } from '../storage/store.ts';
import { timelineKeys, timelineState } from './timeline-keys.ts';

/** One feed document's worth of a timeline, as numbers of releases, newest first. */
export interface Page {
  readonly numbers: readonly number[];
  /** Releases whose withdrawal the document tells, newest first; none in an archive document. */
  readonly withdrawn: readonly number[];
  /** The archive document before this one; null where there is none. */
  readonly previous: number | null;
}

/** The subscription document, or the archive document `archive`; null when there is no such archive document. */
export async function readPage(
  store: Store,
  timeline: Timeline,
  archive: number | null,
): Promise<Page | null> {
  const { archives } = timelineState(await store.get(timelineKeys.state(timeline)));
  if (archive !== null && (archive < 1 || archive > archives)) return null;
  const rows = await store.keys(timelineKeys.rows(timeline, archive), { limit: FULL });
  const tombstones =
    archive === null ? await store.keys(timelineKeys.tombstones(timeline), { limit: TOMBSTONES }) : [];
  return {
    numbers: rows.map(numberOf),
    withdrawn: tombstones.map(numberOf),
    previous: (archive ?? archives + 1) - 1 || null,
  };
}

function numberOf(key: string): number {
  return timelineKeys.parseRow(key).number;
}
