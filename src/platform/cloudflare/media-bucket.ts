import type { MediaDriver } from '../../storage/media-driver.ts';

/** R2 takes parts of at least 5 MiB, all of one size but the last. So much of an upload is in memory at a time. */
const PART = 5 * 1024 * 1024;

/**
 * Bytes in R2. unstorage's own R2 driver hands `put` a stream, which R2 takes only with its length known beforehand; a
 * form's file has none, hence parts. An object appears as a whole or not at all; parts of an upload that a kill has cut
 * off are R2's to clear away after a week.
 */
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
    has: async (key) => (await bucket.head(key)) !== null,
    remove: (key) => bucket.delete(key),
  };
}

/** Pieces of PART bytes, the last one shorter, perhaps empty when it is the only one. */
async function* inParts(
  content: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ bytes: Uint8Array; isLast: boolean }> {
  let part = new Uint8Array(PART);
  let filled = 0;
  for await (const piece of content) {
    let taken = 0;
    while (taken < piece.byteLength) {
      if (filled === PART) {
        yield { bytes: part, isLast: false };
        part = new Uint8Array(PART);
        filled = 0;
      }
      const more = piece.subarray(taken, taken + PART - filled);
      part.set(more, filled);
      taken += more.byteLength;
      filled += more.byteLength;
    }
  }
  yield { bytes: part.subarray(0, filled), isLast: true };
}
