import type { ByteSource } from '../source.ts';
import { type Box, boxes, child } from './boxes.ts';
import { type Extent, extent, quarterTurned, UNKNOWN_EXTENT } from './extent.ts';

const MAX_TRACKS = 64;

/** Size of the first track that has one. Null when the file is damaged. */
export async function readMp4(source: ByteSource): Promise<Extent | null> {
  let movie: Box | null = null;
  let hasContent = false;
  for await (const box of boxes(source, 0, source.size)) {
    if (box === null) return null;
    if (box.type === 'moov') movie ??= box;
    if (box.type === 'mdat') hasContent = true;
  }
  if (movie === null || !hasContent) return null;
  let tracks = 0;
  for await (const box of boxes(source, movie.at, movie.at + movie.length)) {
    if (box === null) return null;
    if (box.type !== 'trak') continue;
    const size = await trackExtent(source, box);
    if (size !== null) return size;
    tracks += 1;
    if (tracks === MAX_TRACKS) break;
  }
  return UNKNOWN_EXTENT;
}

/** ISO/IEC 14496-12 section 8.3.2: sizes are 16.16 fixed point, and the matrix may rotate the video. */
async function trackExtent(source: ByteSource, track: Box): Promise<Extent | null> {
  const header = await child(source, track, 'tkhd');
  if (header === null) return null;
  const head = await source.read(header.at, 96);
  const matrix = head.u8(0) === 1 ? 52 : 40;
  const pixels = (at: number) => {
    const fixed = head.u32(at);
    return fixed === null ? null : Math.round(fixed / 0x1_0000);
  };
  const size = extent(pixels(matrix + 36), pixels(matrix + 40));
  const isTurned = head.u32(matrix) === 0 && head.u32(matrix + 4) !== 0;
  return size !== null && isTurned ? quarterTurned(size) : size;
}
