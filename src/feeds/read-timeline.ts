import { ARCHIVE_THRESHOLD, MAX_TOMBSTONES, type Timeline } from '../domain/timeline.ts';
import type { Store } from '../storage/store.ts';
import { readTimelineState, timelineKeys } from './timeline-keys.ts';

/** A subscription document or an archive document (RFC 5005). Releases are newest first. */
export interface TimelineDocument {
  readonly numbers: readonly number[];
  /** Releases with a tombstone; empty for an archive document. */
  readonly withdrawn: readonly number[];
  /** The number of the next older archive document; null when there is none. */
  readonly previous: number | null;
}

/** `archive` is null for the subscription document. Returns null when the archive document does not exist. */
export async function readTimelineDocument(
  store: Store,
  timeline: Timeline,
  archive: number | null,
): Promise<TimelineDocument | null> {
  const { archives } = readTimelineState(await store.get(timelineKeys.state(timeline)));
  if (archive !== null && (archive < 1 || archive > archives)) return null;
  const rows = await store.keys(timelineKeys.rows(timeline, archive), { limit: ARCHIVE_THRESHOLD });
  const tombstones =
    archive === null ? await store.keys(timelineKeys.tombstones(timeline), { limit: MAX_TOMBSTONES }) : [];
  return {
    numbers: rows.map(numberOf),
    withdrawn: tombstones.map(numberOf),
    previous: (archive ?? archives + 1) - 1 || null,
  };
}

function numberOf(key: string): number {
  return timelineKeys.parseRow(key).number;
}
