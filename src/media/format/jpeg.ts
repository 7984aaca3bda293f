import type { ByteSource, Bytes } from '../source.ts';
import { type Extent, extent, turned } from './extent.ts';

/** Segments before the image's own data; cameras write a few dozen. */
const MOST_SEGMENTS = 2_000;
const END_OF_IMAGE = [0xff, 0xd9] as const;
/** Where the end is looked for: other data may follow it. */
const TAIL = 64 * 1024;
/** As much of Exif data as its first directory is looked for in. */
const EXIF = 64 * 1024;

/** JPEG (ITU-T T.81 annex B), turned as its Exif data says. Null when it is damaged. */
export async function readJpeg(source: ByteSource): Promise<Extent | null> {
  let isTurned = false;
  let at = 2;
  for (let segment = 0; segment < MOST_SEGMENTS; segment += 1) {
    const head = await source.read(at, 9);
    const marker = head.u8(1);
    if (head.u8(0) !== 0xff || marker === null) return null;
    if (marker === 0xff) {
      // Any marker may be preceded by fill bytes.
      at += 1;
      continue;
    }
    const length = head.u16(2);
    if (length === null || length < 2 || marker === 0xd9 || marker === 0xda) return null;
    if (isFrame(marker)) {
      const size = extent(head.u16(7), head.u16(5));
      const isWhole = size !== null && (await isEnded(source, at + length));
      return isWhole ? (isTurned ? turned(size) : size) : null;
    }
    if (marker === 0xe1) isTurned ||= isQuarterTurned(await source.read(at + 4, Math.min(length - 2, EXIF)));
    at += 2 + length;
  }
  return null;
}

/** SOF0 to SOF15, without the three that are something else (table B.1). */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Whether the end comes after `from`. Within an image's data its two bytes cannot stand (section B.1.1.5). */
async function isEnded(source: ByteSource, from: number): Promise<boolean> {
  const start = Math.max(from, source.size - TAIL);
  const tail = await source.read(start, source.size - start);
  return tail.lastIndexOf(END_OF_IMAGE) !== -1;
}

const ORIENTATION = 0x0112;

/** Exif 2.3 section 4.6.4: orientations 5 to 8 have rows for columns. */
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
