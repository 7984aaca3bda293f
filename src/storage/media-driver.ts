import type { ByteRange } from './media-store.ts';

/** What a platform does to keep bytes; keys are checked before they come here. See `MediaStore` for the promises. */
export interface MediaDriver {
  readonly name: string;
  write(key: string, content: AsyncIterable<Uint8Array>): Promise<void>;
  read(key: string, range: ByteRange | undefined): Promise<ReadableStream<Uint8Array> | null>;
  has(key: string): Promise<boolean>;
  remove(key: string): Promise<void>;
}

/** A SHA-256 that is fed as bytes come in: Web Crypto only takes them all at once. */
export interface Digest {
  update(bytes: Uint8Array): void;
  /** Hexadecimal. */
  end(): string;
}
