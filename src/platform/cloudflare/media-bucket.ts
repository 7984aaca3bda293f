import type { MediaDriver } from '../../storage/media-driver.ts';

/** R2 wants parts of 5 MiB at least, all of one size but the last. One part of an upload is in memory at a time. */
const PART_BYTES = 5 * 1024 * 1024;

/** Uploads in parts, since `put` of R2 wants a stream's length in advance. R2 removes the parts of an unfinished upload. */
export function mediaBucket(bucket: R2Bucket): MediaDriver {
  return {
    name: 'kaiku-media-bucket',
    async write(key, content) {
      let upload: R2MultipartUpload | null = null;
      try {
        const parts: R2UploadedPart[] = [];
        for await (const { bytes, isLast } of inParts(content)) {
          if (isLast && upload === null) {
            await bucket.put(key, bytes);
            return;
          }
          upload ??= await bucket.createMultipartUpload(key);
          parts.push(await upload.uploadPart(parts.length + 1, bytes));
        }
        await upload?.complete(parts);
      } catch (error) {
        await upload?.abort().catch(() => undefined);
        throw error;
      }
    },
    async read(key, range) {
      const object = await bucket.get(key, range === undefined ? {} : { range });
      return object?.body ?? null;
    },
    size: async (key) => (await bucket.head(key))?.size ?? null,
    has: async (key) => (await bucket.head(key)) !== null,
    remove: (key) => bucket.delete(key),
  };
}

async function* inParts(
  content: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ bytes: Uint8Array; isLast: boolean }> {
  let part = new Uint8Array(PART_BYTES);
  let filled = 0;
  for await (const piece of content) {
    let taken = 0;
    while (taken < piece.byteLength) {
      if (filled === PART_BYTES) {
        yield { bytes: part, isLast: false };
        part = new Uint8Array(PART_BYTES);
        filled = 0;
      }
      const more = piece.subarray(taken, taken + PART_BYTES - filled);
      part.set(more, filled);
      taken += more.byteLength;
      filled += more.byteLength;
    }
  }
  yield { bytes: part.subarray(0, filled), isLast: true };
}
