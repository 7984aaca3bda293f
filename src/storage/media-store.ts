export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

export interface PutResult {
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Keys are segments of `a-z 0-9` joined with `:`; callers never write a key twice. A stream stays readable when its
 * file is removed.
 */
export interface MediaStore {
  /** Durable when it resolves. Stores nothing when `content` throws, and rejects with that error. */
  put(key: string, content: AsyncIterable<Uint8Array>): Promise<PutResult>;
  /** The caller must read or cancel the stream, which otherwise keeps the file open. */
  get(key: string, range?: ByteRange): Promise<ReadableStream<Uint8Array> | null>;
  has(key: string): Promise<boolean>;
  /** Bytes; null without the file. */
  size(key: string): Promise<number | null>;
  /** Reads the whole file. Null without it. */
  measure(key: string): Promise<PutResult | null>;
  remove(key: string): Promise<void>;
}
