import type { ByteRange } from './media-store.ts';

/** Has the contract of `MediaStore`; the keys are already checked. */
export interface MediaDriver {
  readonly name: string;
  write(key: string, content: AsyncIterable<Uint8Array>): Promise<void>;
  read(key: string, range: ByteRange | undefined): Promise<ReadableStream<Uint8Array> | null>;
  has(key: string): Promise<boolean>;
  size(key: string): Promise<number | null>;
  remove(key: string): Promise<void>;
}

/** A SHA-256 of a stream, which Web Crypto does not offer. */
export interface Digest {
  update(bytes: Uint8Array): void;
  end(): string;
}
