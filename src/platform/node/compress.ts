import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Compress } from '../../documents/document.ts';

/** For both codings: level 6 saves a hundredth of prose and takes up to twice the time (`bench/README.md`). */
const LEVEL = 5;

export const compress: Compress = async (bytes) => {
  const [gzipped, brotli] = await Promise.all([
    new Promise<Uint8Array>((resolve, reject) =>
      gzip(bytes, { level: LEVEL }, (error, result) =>
        error === null ? resolve(copyOf(result)) : reject(error),
      ),
    ),
    new Promise<Uint8Array>((resolve, reject) =>
      brotliCompress(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: LEVEL } }, (error, result) =>
        error === null ? resolve(copyOf(result)) : reject(error),
      ),
    ),
  ]);
  return { gzip: gzipped, br: brotli };
};

/** zlib returns a view of a 64 KB buffer, all of which a cached kilobyte would keep in memory. */
function copyOf(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}
