import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Compress } from '../../documents/document.ts';

/**
 * `node:zlib` stands on both platforms. Both at 5: at 6 prose is less than a hundredth smaller, and what repeats itself costs
 * twice the time (`bench/README.md`).
 */
const LEVEL = 5;

export const compress: Compress = async (bytes) => {
  const [gzipped, brotli] = await Promise.all([
    new Promise<Uint8Array>((resolve, reject) =>
      gzip(bytes, { level: LEVEL }, (error, result) =>
        error === null ? resolve(apart(result)) : reject(error),
      ),
    ),
    new Promise<Uint8Array>((resolve, reject) =>
      brotliCompress(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: LEVEL } }, (error, result) =>
        error === null ? resolve(apart(result)) : reject(error),
      ),
    ),
  ]);
  return { gzip: gzipped, br: brotli };
};

/**
 * In memory of its own. zlib gives a part of a slab of 64 KB, which a kept coding of a kilobyte would keep as a whole: the
 * caches, which count bytes, would hold many times what they may.
 */
function apart(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}
