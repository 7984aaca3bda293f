import type { Instant } from '../base/time/instant.ts';
import { cutSegment, type Timeline } from '../domain/timeline.ts';
import { invertedInstant, invertedNumber, paddedNumber } from '../storage/keys.ts';
import type { Stored } from '../storage/store.ts';

/** Release ids have up to 15 digits. Release numbers use the same width. */
const WIDTH = 15;
const OPEN = 'open';

function base(kind: string, timeline: Timeline): string {
  return `${kind}:${timeline.owner}:${timeline.language}:${cutSegment(timeline.cut)}`;
}

/** Rows sort newest first within the open part and within each archive document. */
export const timelineKeys = {
  /** `{ open, archives }` counts the open entries and the archive documents. */
  state: (timeline: Timeline) => base('shelf', timeline),
  allRows: (timeline: Timeline) => base('timeline', timeline),
  rows: (timeline: Timeline, archive: number | null) =>
    `${base('timeline', timeline)}:${archive === null ? OPEN : paddedNumber(archive)}`,
  row: (timeline: Timeline, archive: number | null, at: Instant, number: number) =>
    `${timelineKeys.rows(timeline, archive)}:${invertedInstant(at)}:${invertedNumber(number, WIDTH)}`,
  /** The archive document of a closed entry, which cannot be computed from the release. */
  placed: (timeline: Timeline, number: number) =>
    `${base('placed', timeline)}:${paddedNumber(number, WIDTH)}`,
  tombstones: (timeline: Timeline) => base('tombstone', timeline),
  tombstone: (timeline: Timeline, at: Instant, number: number) =>
    `${base('tombstone', timeline)}:${invertedInstant(at)}:${invertedNumber(number, WIDTH)}`,
  stateOf: (row: string) => `shelf:${row.split(':').slice(1, 4).join(':')}`,
  isOpen: (row: string) => row.split(':')[4] === OPEN,
  /** The archive document of a row; null in the open part. */
  archiveOf: (row: string) => Number(row.split(':')[4]) || null,
  openRowsOf: (state: string) => `timeline${state.slice(state.indexOf(':'))}:${OPEN}`,
  parseRow: (key: string): { at: Instant; number: number } => {
    const segments = key.split(':');
    return {
      at: Number(invertedInstant(Number(segments.at(-2)))),
      number: Number(invertedNumber(Number(segments.at(-1)), WIDTH)),
    };
  },
};

export function readTimelineState(record: Stored | null | undefined): { open: number; archives: number } {
  return { open: count(record?.open), archives: count(record?.archives) };
}

/** The number of the archive document; null for an entry in the open part. */
export function readPlacement(record: Stored | null | undefined): number | null {
  return count(record?.archive) || null;
}

function count(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
