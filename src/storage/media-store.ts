/** Which bytes: from `offset`, `length` of them; all of them are there. */
export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

/** What was kept, known once all of it had come in. */
export interface Kept {
  readonly bytes: number;
  /** Of the bytes, hexadecimal. */
  readonly sha256: string;
}

/**
 * Bytes by key: a disk on Node, R2 on Workers, a map in tests. Keys are segments of `a-z 0-9` joined with `:`, and are
 * never written twice by callers. What is given out goes on to be read even when it is removed meanwhile.
 */
export interface MediaStore {
  /**
   * Keeps all that comes in, durably once resolved, or nothing: rejects with what `content` throws. Never holds more
   * than a few megabytes of it, and takes no more than it can write.
   */
  put(key: string, content: AsyncIterable<Uint8Array>): Promise<Kept>;
  /** Null when there is nothing. A reader that stops early cancels the stream, which frees what it holds. */
  get(key: string, range?: ByteRange): Promise<ReadableStream<Uint8Array> | null>;
  has(key: string): Promise<boolean>;
  /** Nothing happens when there is nothing. */
  remove(key: string): Promise<void>;
}
