import type { Range, Search, SearchTerms } from './store.ts';

/** What an item of `setItems` may ask for beyond its value; unstorage hands options through untouched. */
export interface WriteOptions {
  readonly expect?: number | undefined;
  readonly revision?: number | undefined;
  /** The write is a removal; its value is not looked at. */
  readonly remove?: boolean | undefined;
  readonly found?: SearchTerms | undefined;
}

export interface WriteItem {
  readonly key: string;
  /** As unstorage has serialized it. */
  readonly value: string;
  readonly options?: WriteOptions;
}

/** What `getKeys` may ask for: the keys of a range, or those that a search finds, in its order. */
export interface ScanOptions extends Range {
  readonly search?: Search;
  /** unstorage's own, which it sees to itself. */
  readonly maxDepth?: number;
}

/** The keys strictly between `above` and `below`. */
export interface Bounds {
  readonly above: string;
  readonly below: string;
}

/** The character after `:`, which ends a base, and one after all characters of a key. */
const PAST_BASE = ';';
const PAST_ALL = '~';

/** A range of the keys below `base`, which unstorage hands over with its `:`, or not at all when it means every key. */
export function bounds(base = '', { after = '', before = PAST_ALL }: Range = {}): Bounds {
  const end = base === '' ? PAST_ALL : base.slice(0, -1) + PAST_BASE;
  return { above: after > base ? after : base, below: before < end ? before : end };
}

/** The base, with its `:`, that a key lies directly below. */
export function scopeOf(key: string): string {
  return key.slice(0, key.lastIndexOf(':') + 1);
}
