import type { ByteSource } from '../source.ts';
import { type Extent, extent } from './extent.ts';

const TRAILER = 0x3b;
const TAIL_BYTES = 1_024;

/** GIF89a sections 18 and 27. Null when the file is damaged. */
export async function readGif(source: ByteSource): Promise<Extent | null> {
  const head = await source.read(6, 4);
  const tail = await source.read(Math.max(10, source.size - TAIL_BYTES), TAIL_BYTES);
  return tail.lastIndexOf([TRAILER]) === -1 ? null : extent(head.u16(0, true), head.u16(2, true));
}
