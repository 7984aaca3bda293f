import type { ByteRange, MediaStore } from '../storage/media-store.ts';
import { type ByteSource, byteSource } from './source.ts';

export function storedSource(media: MediaStore, key: string, size: number): ByteSource {
  return byteSource(size, (offset, length) => storedBytes(media, key, { offset, length }));
}

/** @throws RangeError when the bytes are not all there. */
export async function storedBytes(media: MediaStore, key: string, range: ByteRange): Promise<Uint8Array> {
  const bytes = new Uint8Array(await new Response(await media.get(key, range)).arrayBuffer());
  if (bytes.byteLength !== range.length) throw new RangeError('a stored file is not as it was');
  return bytes;
}
