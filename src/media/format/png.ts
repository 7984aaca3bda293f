import type { ByteSource } from '../source.ts';
import { type Extent, extent } from './extent.ts';

const IEND = [0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82] as const;
/** Some programs write more bytes after the last chunk. */
const TAIL_BYTES = 64 * 1024;

/** ISO/IEC 15948 section 11.2.2. Null when the file is damaged. */
export async function readPng(source: ByteSource): Promise<Extent | null> {
  const head = await source.read(8, 16);
  if (head.u32(0) !== 13 || head.text(4, 4) !== 'IHDR') return null;
  const start = Math.max(0, source.size - TAIL_BYTES);
  const tail = await source.read(start, TAIL_BYTES);
  return tail.lastIndexOf(IEND) === -1 ? null : extent(head.u32(8), head.u32(12));
}
