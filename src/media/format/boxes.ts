import type { ByteSource } from '../source.ts';

/** A box of the ISO base media file format (ISO/IEC 14496-12 section 4.2). */
export interface Box {
  readonly type: string;
  readonly at: number;
  readonly length: number;
}

/** Limit for one level. A fragmented file has two boxes per fragment. */
const MAX_BOXES = 5_000;

/** Yields the boxes in a range; yields null and ends when a box does not fit into it. */
export async function* boxes(source: ByteSource, at: number, end: number): AsyncGenerator<Box | null> {
  let next = at;
  for (let count = 0; next < end && count < MAX_BOXES; count += 1) {
    const head = await source.read(next, 16);
    const short = head.u32(0);
    const header = short === 1 ? 16 : 8;
    // Size 1 means that a 64-bit size follows, size 0 that the box reaches to the end.
    const size = short === 1 ? head.u64(8) : short === 0 ? end - next : short;
    if (size === null || size < header || next + size > end || next + header > end) {
      yield null;
      return;
    }
    yield { type: head.text(4, 4), at: next + header, length: size - header };
    next += size;
  }
}

export async function child(source: ByteSource, box: Box, type: string, skip = 0): Promise<Box | null> {
  for await (const inner of boxes(source, box.at + skip, box.at + box.length)) {
    if (inner?.type === type) return inner;
  }
  return null;
}
