import type { Instant } from '../base/time/instant.ts';
import { cutSegment, type Timeline } from '../domain/timeline.ts';
import { inverted, invertedNumber, padded } from '../storage/keys.ts';
import type { Stored } from '../storage/store.ts';

/** Release ids reach 15 digits; release numbers use the same width, so that one timeline serves both. */
const WIDTH = 15;
const OPEN = 'open';

function base(kind: string, timeline: Timeline): string {
  return `${kind}:${timeline.owner}:${timeline.language}:${cutSegment(timeline.cut)}`;
}

/** Addresses of the timeline's records. Rows sort newest first within the open part and within each archive. */
export const timelineKeys = {
  /** `{ open, archives }`: how many entries are open, how many archive documents are closed. */
  state: (timeline: Timeline) => base('shelf', timeline),
  /** Of the open part and of every archive document. */
  allRows: (timeline: Timeline) => base('timeline', timeline),
  rows: (timeline: Timeline, archive: number | null) =>
    `${base('timeline', timeline)}:${archive === null ? OPEN : padded(archive)}`,
  row: (timeline: Timeline, archive: number | null, at: Instant, number: number) =>
    `${timelineKeys.rows(timeline, archive)}:${inverted(at)}:${invertedNumber(number, WIDTH)}`,
  /** In which archive document a closed entry stands: a fact that cannot be worked out again. */
  placed: (timeline: Timeline, number: number) => `${base('placed', timeline)}:${padded(number, WIDTH)}`,
  tombstones: (timeline: Timeline) => base('tombstone', timeline),
  tombstone: (timeline: Timeline, at: Instant, number: number) =>
    `${base('tombstone', timeline)}:${inverted(at)}:${invertedNumber(number, WIDTH)}`,
  /** The `state` record of the shelf that a row or tombstone is on. */
  stateOf: (row: string) => `shelf:${row.split(':').slice(1, 4).join(':')}`,
  isOpen: (row: string) => row.split(':')[4] === OPEN,
  /** The open part's rows, by the `state` record. */
  openRowsOf: (state: string) => `timeline${state.slice(state.indexOf(':'))}:${OPEN}`,
  /** The instant and number that a row's or tombstone's key ends with. */
  parseRow: (key: string): { at: Instant; number: number } => {
    const segments = key.split(':');
    return {
      at: Number(inverted(Number(segments.at(-2)))),
      number: Number(invertedNumber(Number(segments.at(-1)), WIDTH)),
    };
  },
};

/** Reads a `state` record; an absent one is an empty shelf. */
export function timelineState(record: Stored | null | undefined): { open: number; archives: number } {
  return { open: count(record?.open), archives: count(record?.archives) };
}

/** Reads a `placed` record: the archive document's number, null for an entry in the open part. */
export function placedIn(record: Stored | null | undefined): number | null {
  return count(record?.archive) || null;
}

function count(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
