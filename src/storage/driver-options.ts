import type { KeyRange, Search, SearchTerms } from './store.ts';

/** unstorage passes options to the driver unchanged. */
export interface WriteOptions {
  readonly expect?: number | undefined;
  readonly revision?: number | undefined;
  readonly remove?: boolean | undefined;
  readonly searchTerms?: SearchTerms | undefined;
  /** Nothing is written then. */
  readonly snapshot?: SnapshotChange | undefined;
}

/** `bases` is null for a snapshot that is closed. */
export interface SnapshotChange {
  readonly id: string;
  readonly bases: readonly string[] | null;
}

export interface ReadOptions {
  /** The id of a snapshot, whose records are read. */
  readonly snapshot?: string | undefined;
}

export interface WriteItem {
  readonly key: string;
  readonly value: string;
  readonly options?: WriteOptions;
}

export interface ScanOptions extends KeyRange, ReadOptions {
  readonly search?: Search;
  /** unstorage adds this option and applies it itself. */
  readonly maxDepth?: number;
}

export interface Bounds {
  readonly above: string;
  readonly below: string;
}

/** `;` follows `:` in the character order, and `~` follows every character of a key. */
const PAST_BASE = ';';
const PAST_ALL = '~';

/** unstorage passes `base` with its `:`, or no base for all keys. */
export function bounds(base = '', { after = '', before = PAST_ALL }: KeyRange = {}): Bounds {
  const end = base === '' ? PAST_ALL : base.slice(0, -1) + PAST_BASE;
  return { above: after > base ? after : base, below: before < end ? before : end };
}

export function baseOf(key: string): string {
  return key.slice(0, key.lastIndexOf(':') + 1);
}
