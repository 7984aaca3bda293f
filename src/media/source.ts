/** Stored bytes that can be looked at anywhere, as the readers of formats see them. */
export interface ByteSource {
  readonly size: number;
  /** From `at`, as many as there are up to `length`. */
  read(at: number, length: number): Promise<Bytes>;
}

/** Reads are of whole blocks, of which the last few are kept: formats are walked in small steps, mostly forward. */
const BLOCK = 64 * 1024;
const BLOCKS_KEPT = 8;
/** What one file may cost before it is given up: no whole one needs as much, read forward once. */
const MOST_READS = 20_000;
const MOST_BLOCKS = 1_000;

/** `load` gives exactly the bytes asked for, which are all there. */
export function byteSource(
  size: number,
  load: (at: number, length: number) => Promise<Uint8Array>,
): ByteSource {
  const blocks = new Map<number, Promise<Uint8Array>>();
  let reads = 0;
  let loads = 0;

  function loaded(at: number): Promise<Uint8Array> {
    loads += 1;
    return load(at, Math.min(BLOCK, size - at));
  }

  function block(index: number): Promise<Uint8Array> {
    const at = index * BLOCK;
    const known = blocks.get(index) ?? loaded(at);
    blocks.delete(index);
    blocks.set(index, known);
    const [oldest] = blocks.keys();
    if (blocks.size > BLOCKS_KEPT && oldest !== undefined) blocks.delete(oldest);
    return known;
  }

  return {
    size,
    async read(at, length) {
      reads += 1;
      if (reads > MOST_READS || loads > MOST_BLOCKS) return new Bytes(new Uint8Array());
      const end = Math.min(at + length, size);
      if (!Number.isSafeInteger(at) || at < 0 || end <= at) return new Bytes(new Uint8Array());
      const bytes = new Uint8Array(end - at);
      for (let index = Math.floor(at / BLOCK); index * BLOCK < end; index += 1) {
        const from = index * BLOCK;
        const part = (await block(index)).subarray(Math.max(at - from, 0), end - from);
        bytes.set(part, Math.max(from - at, 0));
      }
      return new Bytes(bytes);
    },
  };
}

/** Numbers and short texts in bytes. What lies beyond the end is null, which no comparison takes for a value. */
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

  /** Bytes as characters, one each; shorter at the end. */
  text(at: number, length: number): string {
    return Array.from(this.bytes.subarray(at, at + length), (byte) => String.fromCharCode(byte)).join('');
  }

  /** The last place of `wanted`, -1 when it is nowhere. */
  lastIndexOf(wanted: readonly number[]): number {
    for (let at = this.length - wanted.length; at >= 0; at -= 1) {
      if (wanted.every((byte, index) => this.bytes[at + index] === byte)) return at;
    }
    return -1;
  }

  #has(at: number, length: number): boolean {
    return at >= 0 && at + length <= this.bytes.byteLength;
  }
}
