/** A JSON object of 2 MB at most (the limit of a Durable Object's row), without a member `__proto__`. */
export type Stored = { readonly [field: string]: unknown };

export interface Write {
  readonly key: string;
  readonly value?: Stored;
  /** The revision that the record must have, 0 for no record. */
  readonly expect?: number;
  readonly revision?: number;
  readonly searchTerms?: SearchTerms;
}

/** A term consists of letters, marks, digits and `=`. */
export interface SearchTerms {
  readonly fields: FieldTerms;
  readonly at: number;
}

export type FieldTerms = readonly [readonly string[], readonly string[], readonly string[]];

export interface Search {
  /** A record must match every clause with one of its terms or a term that begins with `prefix`. */
  readonly clauses: readonly SearchClause[];
  /** `best` prefers records that match all clauses in the first field, then in the first two. */
  readonly order: 'newest' | 'best';
  readonly offset: number;
  readonly limit: number;
}

export interface SearchClause {
  readonly prefix: string;
  readonly terms: readonly string[];
}

export interface KeyRange {
  readonly after?: string;
  readonly before?: string;
  readonly limit?: number;
}

/** A record had another revision than the writer expected; nothing was written. */
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

/** Nothing was written. Unless the store is damaged, a later attempt can succeed. */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure';
  readonly reason: StoreFailureReason;
  readonly code: string | null;
  constructor(reason: StoreFailureReason, { code = null, ...options }: StoreFailureOptions = {}) {
    super(`the store is ${reason}`, options);
    this.reason = reason;
    this.code = code;
  }
}

export type RecordReader = Pick<Store, 'get' | 'getMany' | 'keys'>;

/** The members of `Write` with the same names. */
export interface SetOptions {
  readonly expect?: number;
  readonly revision?: number;
  readonly searchTerms?: SearchTerms;
}

/** Its reads see its own writes, which nobody else sees before `commit` resolves. */
export interface Transaction extends RecordReader {
  set(key: string, value: Stored, options?: SetOptions): void;
  remove(key: string): void;
  writes(): readonly Write[];
  /** @throws Conflict or StoreFailure; nothing is written then. */
  commit(): Promise<void>;
}

/**
 * Keys are segments of `A-Z a-z 0-9 . _ -` joined with `:`, ordered by character code; no segment is `.` or `..`.
 * @throws TypeError for any other key.
 */
export interface Store {
  /**
   * Long work awaits it between two steps. Where all requests share one thread, others are answered meanwhile; reading
   * awaits it itself.
   */
  pause(): Promise<void>;
  /** @throws StoreFailure when the record exists but is unreadable. */
  get(key: string): Promise<Stored | null>;
  /**
   * Returns null also for an unreadable record, so that it does not affect the others. Another writer may commit in between,
   * unless the caller holds the owner's lock.
   */
  getMany(keys: readonly string[]): Promise<(Stored | null)[]>;
  keys(base: string, range?: KeyRange): Promise<string[]>;
  /** Searches directly below `base`. @throws TypeError for a malformed term. */
  search(base: string, search: Search): Promise<string[]>;
  /** Atomic, in the order of the writes, and durable when it resolves. @throws Conflict for an unexpected revision. */
  commit(writes: readonly Write[]): Promise<void>;
  transaction(): Transaction;
  /**
   * From now on `snapshot` reads the records of these keys, and those below them, as they are now. They may not be read
   * otherwise through it. Holds also after a new start, until it is closed.
   */
  openSnapshot(id: string, bases: readonly string[]): Promise<void>;
  /** Its reads throw an Error when the snapshot is not open. */
  snapshot(id: string): RecordReader;
  closeSnapshot(id: string): Promise<void>;
}
