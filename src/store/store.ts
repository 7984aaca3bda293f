/** What a record may be: an object. (unstorage reads bare strings back as numbers where they look like one.) */
export type Stored = { readonly [field: string]: unknown };

/** One change of a commit: a value to set, or a removal. */
export interface Write {
  readonly key: string;
  /** Absent: the record is removed. */
  readonly value?: Stored;
  /** The row's revision the writer saw, 0 for "there was none". Absent: whatever is there is replaced. */
  readonly expect?: number;
  /** The revision the row has afterwards. Default: one more than it had. */
  readonly revision?: number;
}

/** A range of keys below `base`, in ascending order. */
export interface Range {
  /** Only keys greater than this one (exclusive, full key). */
  readonly after?: string;
  /** Only keys less than this one (exclusive, full key). */
  readonly before?: string;
  readonly limit?: number;
}

/** A commit met a row with another revision than the writer expected; nothing was written. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
  readonly key: string;
  constructor(key: string) {
    super('a row changed since it was read');
    this.key = key;
  }
}

/**
 * The store as the newsroom sees it: records by key, ranges in key order, commits that are all or nothing.
 * Keys are segments of `a-z 0-9 . _ -` joined with `:`; no segment is `.` or `..`.
 */
export interface Store {
  /** Null when there is no such record. */
  get(key: string): Promise<Stored | null>;
  /** In the order asked; null where there is no record. */
  getMany(keys: readonly string[]): Promise<(Stored | null)[]>;
  /** Full keys that begin with `base` followed by `:`. */
  keys(base: string, range?: Range): Promise<string[]>;
  /** Atomic and durable once resolved. @throws Conflict when an expectation does not hold. */
  commit(writes: readonly Write[]): Promise<void>;
}
