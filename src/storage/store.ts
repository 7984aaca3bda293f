/**
 * What a record may be: an object that JSON can say, at most 2 MB as JSON (a row's limit in a Durable Object). No bare
 * string, which unstorage reads back as a number where it looks like one; no field called `__proto__`, which it drops.
 */
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
  /** What the record is found by from now on. Absent: `search` does not find it. */
  readonly found?: SearchTerms;
}

/** What a search finds a record by. A term is one run of letters, digits and `=`. */
export interface SearchTerms {
  /** The terms of each field, the one that weighs most first. */
  readonly fields: Fields;
  /** The greater, the sooner it is found among equals; a safe integer. */
  readonly at: number;
}

/** As many as the index has columns. */
export type Fields = readonly [readonly string[], readonly string[], readonly string[]];

/** A search among the records directly below `base`. */
export interface Search {
  /** A record is found when it has, of every wish, one of the terms or a term that begins with `prefix`. No wish, no record. */
  readonly clauses: readonly SearchClause[];
  /** `newest` by `at`; `best` those first that have all wishes in the first field, then in the first two, then by `at`. */
  readonly order: 'newest' | 'best';
  /** How many of the first to pass over. */
  readonly offset: number;
  readonly limit: number;
}

export interface SearchClause {
  readonly prefix: string;
  readonly terms: readonly string[];
}

/** A range of keys below `base`, in ascending order. */
export interface Range {
  /** Only keys greater than this one (exclusive, full key). */
  readonly after?: string;
  /** Only keys less than this one (exclusive, full key). */
  readonly before?: string;
  /** At most so many, counted from the start of the range; a non-negative integer. Absent: all. */
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

export type StoreFailureReason = 'full' | 'read-only' | 'damaged' | 'broken';

export interface StoreFailureOptions extends ErrorOptions {
  readonly code?: string | null;
}

/**
 * The store could not do what it was asked, and nothing was written: there is no room, it may not write, its file is
 * damaged, or what it reads makes no sense. Unless it is damaged the same may go well later.
 */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure';
  readonly reason: StoreFailureReason;
  /** What the engine calls it, for the log. */
  readonly code: string | null;
  constructor(reason: StoreFailureReason, { code = null, ...options }: StoreFailureOptions = {}) {
    super(`the store is ${reason}`, options);
    this.reason = reason;
    this.code = code;
  }
}

/** What can be asked of a store, and of a transaction over it. */
export type Reader = Pick<Store, 'get' | 'getMany' | 'keys'>;

/** What a write may ask for beyond its value. */
export interface SetOptions {
  /** The record's revision the writer saw, 0 for "there was none". Absent: whatever is there is replaced. */
  readonly expect?: number;
  /** The revision the record has afterwards. Default: one more than it had. */
  readonly revision?: number;
  /** What the record is found by from now on. Absent: `search` does not find it. */
  readonly found?: SearchTerms;
}

/**
 * Writes that take effect together or not at all, and reads that see them already. Nothing is visible to anybody else
 * before `commit` resolves. A transaction is committed once, or dropped by being forgotten.
 */
export interface Transaction extends Reader {
  set(key: string, value: Stored, options?: SetOptions): void;
  remove(key: string): void;
  /** The writes so far, one a key, in the order of their first mention. */
  writes(): readonly Write[];
  /** @throws Conflict or StoreFailure as `Store.commit`; nothing is written then. */
  commit(): Promise<void>;
}

/**
 * The store as the newsroom sees it: records by key, ranges in key order, commits that are all or nothing.
 * Keys are segments of `A-Z a-z 0-9 . _ -` joined with `:`, compared by character code; no segment is empty, `.` or
 * `..`. Every method rejects with a TypeError when it is given another key.
 */
export interface Store {
  /** Null when there is no such record. @throws StoreFailure when it is there and cannot be read. */
  get(key: string): Promise<Stored | null>;
  /** In the order asked; null where there is no record, or none that can be read: one must not take the others along. */
  getMany(keys: readonly string[]): Promise<(Stored | null)[]>;
  /** Full keys that begin with `base` followed by `:`. */
  keys(base: string, range?: Range): Promise<string[]>;
  /** Full keys of the records found, in the order asked. A prefix or term that is none is the caller's mistake as well. */
  search(base: string, search: Search): Promise<string[]>;
  /**
   * Atomic and durable once resolved. Writes take effect in order: a later one of the same key meets the revision
   * that the earlier one left. Values are copied before the call returns.
   * @throws Conflict when an expectation does not hold.
   */
  commit(writes: readonly Write[]): Promise<void>;
  /** Begins writes that take effect together. */
  transaction(): Transaction;
}
