import type { ByteSource, Bytes } from '../source.ts';
import { type Extent, extent, quarterTurned } from './extent.ts';

const MAX_SEGMENTS = 2_000;
const END_OF_IMAGE = [0xff, 0xd9] as const;
/** Other data may follow the end of the image. */
const TAIL_BYTES = 64 * 1024;
const EXIF_BYTES = 64 * 1024;

/** Size after the rotation in the Exif data (ITU-T T.81 annex B). Null when the file is damaged. */
export async function readJpeg(source: ByteSource): Promise<Extent | null> {
  let isTurned = false;
  let at = 2;
  for (let segment = 0; segment < MAX_SEGMENTS; segment += 1) {
    const head = await source.read(at, 9);
    const marker = head.u8(1);
    if (head.u8(0) !== 0xff || marker === null) return null;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const length = head.u16(2);
    if (length === null || length < 2 || marker === 0xd9 || marker === 0xda) return null;
    if (isFrame(marker)) {
      const size = extent(head.u16(7), head.u16(5));
      const isWhole = size !== null && (await hasEnd(source, at + length));
      return isWhole ? (isTurned ? quarterTurned(size) : size) : null;
    }
    if (marker === 0xe1)
      isTurned ||= isQuarterTurned(await source.read(at + 4, Math.min(length - 2, EXIF_BYTES)));
    at += 2 + length;
  }
  return null;
}

/** SOF0 to SOF15. Three markers in that range are no frames (table B.1). */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** The two bytes of the end marker cannot occur within image data (section B.1.1.5). */
async function hasEnd(source: ByteSource, from: number): Promise<boolean> {
  const start = Math.max(from, source.size - TAIL_BYTES);
  const tail = await source.read(start, source.size - start);
  return tail.lastIndexOf(END_OF_IMAGE) !== -1;
}

const ORIENTATION = 0x0112;

/** Exif 2.3 section 4.6.4: orientations 5 to 8 exchange rows and columns. */
function isQuarterTurned(exif: Bytes): boolean {
  if (exif.text(0, 6) !== 'Exif\0\0') return false;
  const order = exif.text(6, 2);
  const isLittle = order === 'II';
  if ((!isLittle && order !== 'MM') || exif.u16(8, isLittle) !== 42) return false;
  const directory = 6 + (exif.u32(10, isLittle) ?? Number.NaN);
  const entries = Math.min(exif.u16(directory, isLittle) ?? 0, 1_000);
  for (let entry = 0; entry < entries; entry += 1) {
    const at = directory + 2 + entry * 12;
    if (exif.u16(at, isLittle) !== ORIENTATION) continue;
    const orientation = exif.u16(at + 8, isLittle) ?? 1;
    return orientation >= 5 && orientation <= 8;
  }
  return false;
}
