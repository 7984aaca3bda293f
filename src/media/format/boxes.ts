import type { ByteSource } from '../source.ts';

/** A box of the ISO base media file format (ISO/IEC 14496-12 section 4.2). */
export interface Box {
  readonly type: string;
  /** Of its content, after the header. */
  readonly at: number;
  readonly length: number;
}

/** Boxes at one level. A file of many fragments has two for each. */
const MOST_BOXES = 5_000;

/** The boxes in a range, in order; the last one is null when they do not fit into it. */
export async function* boxes(source: ByteSource, at: number, end: number): AsyncGenerator<Box | null> {
  let next = at;
  for (let count = 0; next < end && count < MOST_BOXES; count += 1) {
    const head = await source.read(next, 16);
    const short = head.u32(0);
    const header = short === 1 ? 16 : 8;
    // 1: a longer number follows; 0: to the end, which only the last box of a file says.
    const size = short === 1 ? head.u64(8) : short === 0 ? end - next : short;
    if (size === null || size < header || next + size > end || next + header > end) {
      yield null;
      return;
    }
    yield { type: head.text(4, 4), at: next + header, length: size - header };
    next += size;
  }
}

/** The first box of that type below `box`; null when there is none. */
export async function child(source: ByteSource, box: Box, type: string, skip = 0): Promise<Box | null> {
  for await (const found of boxes(source, box.at + skip, box.at + box.length)) {
    if (found?.type === type) return found;
  }
  return null;
}
