import type { ByteSource } from '../source.ts';
import { type Extent, extent } from './extent.ts';

/** RFC 9649 sections 2.4 to 2.7: the first chunk has the size. Null when the file is damaged. */
export async function readWebp(source: ByteSource): Promise<Extent | null> {
  const head = await source.read(0, 30);
  const riff = head.u32(4, true);
  if (riff === null || riff + 8 > source.size) return null;
  switch (head.text(12, 4)) {
    case 'VP8X':
      return extent(plusOne(head.u24(24)), plusOne(head.u24(27)));
    case 'VP8L': {
      const bits = head.u32(21, true);
      if (head.u8(20) !== 0x2f || bits === null) return null;
      return extent((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1);
    }
    case 'VP8 ':
      // RFC 6386 section 9.1: the upper two bits are a scale.
      return head.text(23, 3) === '\x9d\x01\x2a'
        ? extent(lower14(head.u16(26, true)), lower14(head.u16(28, true)))
        : null;
    default:
      return null;
  }
}

function plusOne(number: number | null): number | null {
  return number === null ? null : number + 1;
}

function lower14(number: number | null): number | null {
  return number === null ? null : number & 0x3fff;
}
