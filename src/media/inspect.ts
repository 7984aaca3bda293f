import type { FieldError } from '../base/problem.ts';
import { readAvif } from './format/avif.ts';
import type { Extent } from './format/extent.ts';
import { UNSAID } from './format/extent.ts';
import { readGif } from './format/gif.ts';
import { readJpeg } from './format/jpeg.ts';
import { readMp4 } from './format/mp4.ts';
import { readPng } from './format/png.ts';
import { readWebm } from './format/webm.ts';
import { readWebp } from './format/webp.ts';
import { MEDIA_LIMITS } from './limits.ts';
import { sniff } from './sniff.ts';
import type { ByteSource } from './source.ts';
import { MEDIA_TYPES, type MediaType, type MediaTypeName } from './types.ts';

/** What a file is, or why a library does not take it. */
export type Inspected =
  | { readonly ok: true; readonly type: MediaType; readonly extent: Extent }
  | { readonly ok: false; readonly error: Omit<FieldError, 'pointer'> };

/** A document is not looked into further than what it is: nobody lays it out by its pixels. */
const unsaid = async (): Promise<Extent> => UNSAID;

const READERS: { readonly [N in MediaTypeName]: (source: ByteSource) => Promise<Extent | null> } = {
  jpeg: readJpeg,
  png: readPng,
  gif: readGif,
  webp: readWebp,
  avif: readAvif,
  mp4: readMp4,
  mov: readMp4,
  webm: readWebm,
  pdf: unsaid,
  docx: unsaid,
  xlsx: unsaid,
  pptx: unsaid,
  odt: unsaid,
  ods: unsaid,
  odp: unsaid,
};

/** By the bytes alone: neither name nor `Content-Type` is believed. Hostile bytes cost a bounded number of reads. */
export async function inspect(source: ByteSource): Promise<Inspected> {
  const name = await sniff(source);
  if (name === null) return { ok: false, error: { code: 'media-type' } };
  const extent = await READERS[name](source);
  if (extent === null) return { ok: false, error: { code: 'media-damaged' } };
  if (!isTooLarge(extent)) return { ok: true, type: MEDIA_TYPES[name], extent };
  const { side, pixels } = MEDIA_LIMITS;
  return { ok: false, error: { code: 'media-dimensions', params: { side, pixels } } };
}

function isTooLarge({ width, height }: Extent): boolean {
  const [across, down] = [width ?? 0, height ?? 0];
  return Math.max(across, down) > MEDIA_LIMITS.side || across * down > MEDIA_LIMITS.pixels;
}
