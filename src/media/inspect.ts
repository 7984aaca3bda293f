import type { FieldError } from '../base/problem.ts';
import { readAvif } from './format/avif.ts';
import type { Extent } from './format/extent.ts';
import { UNKNOWN_EXTENT } from './format/extent.ts';
import { readGif } from './format/gif.ts';
import { readJpeg } from './format/jpeg.ts';
import { readMp4 } from './format/mp4.ts';
import { readPng } from './format/png.ts';
import { readWebm } from './format/webm.ts';
import { readWebp } from './format/webp.ts';
import { MEDIA_LIMITS } from './limits.ts';
import { detectType } from './sniff.ts';
import type { ByteSource } from './source.ts';
import { MEDIA_TYPES, type MediaType, type MediaTypeName } from './types.ts';

export type Inspection =
  | { readonly ok: true; readonly type: MediaType; readonly extent: Extent }
  | { readonly ok: false; readonly error: Omit<FieldError, 'pointer'> };

/** Documents have no extent in pixels. */
const noExtent = async (): Promise<Extent> => UNKNOWN_EXTENT;

const READERS: { readonly [N in MediaTypeName]: (source: ByteSource) => Promise<Extent | null> } = {
  jpeg: readJpeg,
  png: readPng,
  gif: readGif,
  webp: readWebp,
  avif: readAvif,
  mp4: readMp4,
  mov: readMp4,
  webm: readWebm,
  pdf: noExtent,
  docx: noExtent,
  xlsx: noExtent,
  pptx: noExtent,
  odt: noExtent,
  ods: noExtent,
  odp: noExtent,
};

/** Looks at the bytes only, not at name or `Content-Type`. The number of reads is bounded also for hostile bytes. */
export async function inspect(source: ByteSource): Promise<Inspection> {
  const name = await detectType(source);
  if (name === null) return { ok: false, error: { code: 'media-type' } };
  const extent = await READERS[name](source);
  if (extent === null) return { ok: false, error: { code: 'media-damaged' } };
  if (!isTooLarge(extent)) return { ok: true, type: MEDIA_TYPES[name], extent };
  const { side, pixels } = MEDIA_LIMITS;
  return { ok: false, error: { code: 'media-dimensions', params: { side, pixels } } };
}

function isTooLarge({ width, height }: Extent): boolean {
  const [columns, rows] = [width ?? 0, height ?? 0];
  return Math.max(columns, rows) > MEDIA_LIMITS.side || columns * rows > MEDIA_LIMITS.pixels;
}
