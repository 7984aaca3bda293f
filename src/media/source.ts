/** Random access to stored bytes, for the readers of formats. */
export interface ByteSource {
  readonly size: number;
  /** Returns fewer than `length` bytes at the end. */
  read(at: number, length: number): Promise<Bytes>;
}

/** Whole blocks are loaded and the last few are cached, because format readers make small reads, mostly forward. */
const BLOCK_BYTES = 64 * 1024;
const CACHED_BLOCKS = 8;
/** Beyond these limits reads return nothing. An intact file that is read forward once needs less. */
const MAX_READS = 20_000;
const MAX_LOADS = 1_000;

export function byteSource(
  size: number,
  load: (at: number, length: number) => Promise<Uint8Array>,
): ByteSource {
  const blocks = new Map<number, Promise<Uint8Array>>();
  let reads = 0;
  let loads = 0;

  function loadBlock(at: number): Promise<Uint8Array> {
    loads += 1;
    return load(at, Math.min(BLOCK_BYTES, size - at));
  }

  function block(index: number): Promise<Uint8Array> {
    const at = index * BLOCK_BYTES;
    const cached = blocks.get(index) ?? loadBlock(at);
    blocks.delete(index);
    blocks.set(index, cached);
    const [oldest] = blocks.keys();
    if (blocks.size > CACHED_BLOCKS && oldest !== undefined) blocks.delete(oldest);
    return cached;
  }

  return {
    size,
    async read(at, length) {
      reads += 1;
      if (reads > MAX_READS || loads > MAX_LOADS) return new Bytes(new Uint8Array());
      const end = Math.min(at + length, size);
      if (!Number.isSafeInteger(at) || at < 0 || end <= at) return new Bytes(new Uint8Array());
      const bytes = new Uint8Array(end - at);
      for (let index = Math.floor(at / BLOCK_BYTES); index * BLOCK_BYTES < end; index += 1) {
        const from = index * BLOCK_BYTES;
        const part = (await block(index)).subarray(Math.max(at - from, 0), end - from);
        bytes.set(part, Math.max(from - at, 0));
      }
      return new Bytes(bytes);
    },
  };
}

/** Reads numbers and short texts. A number beyond the end is null. */
export class Bytes {
  readonly bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get length(): number {
    return this.bytes.byteLength;
  }

  u8(at: number): number | null {
    return this.#has(at, 1) ? this.#view.getUint8(at) : null;
  }

  u16(at: number, isLittleEndian = false): number | null {
    return this.#has(at, 2) ? this.#view.getUint16(at, isLittleEndian) : null;
  }

  u24(at: number): number | null {
    return this.#has(at, 3) ? this.#view.getUint16(at, true) + this.#view.getUint8(at + 2) * 0x1_0000 : null;
  }

  u32(at: number, isLittleEndian = false): number | null {
    return this.#has(at, 4) ? this.#view.getUint32(at, isLittleEndian) : null;
  }

  u64(at: number): number | null {
    return this.#has(at, 8) ? Number(this.#view.getBigUint64(at)) : null;
  }

  text(at: number, length: number): string {
    return Array.from(this.bytes.subarray(at, at + length), (byte) => String.fromCharCode(byte)).join('');
  }

  lastIndexOf(pattern: readonly number[]): number {
    for (let at = this.length - pattern.length; at >= 0; at -= 1) {
      if (pattern.every((byte, index) => this.bytes[at + index] === byte)) return at;
    }
    return -1;
  }

  #has(at: number, length: number): boolean {
    return at >= 0 && at + length <= this.bytes.byteLength;
  }
}
