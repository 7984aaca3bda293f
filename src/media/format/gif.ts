import type { ByteSource } from '../source.ts';
import { type Extent, extent } from './extent.ts';

const TRAILER = 0x3b;
/** Some programs fill up with zeros, or write a few bytes behind the end. */
const TAIL = 1_024;

/** GIF89a sections 18 and 27. Null when it is damaged. */
export async function readGif(source: ByteSource): Promise<Extent | null> {
  const head = await source.read(6, 4);
  const tail = await source.read(Math.max(10, source.size - TAIL), TAIL);
  return tail.lastIndexOf([TRAILER]) === -1 ? null : extent(head.u16(0, true), head.u16(2, true));
}
