import { createHash } from 'node:crypto';
import type { Digest } from '../../storage/media-driver.ts';

/** SHA-256. Workers have `node:crypto` too. */
export function startDigest(): Digest {
  const hash = createHash('sha256');
  return {
    update(bytes) {
      hash.update(bytes);
    },
    end: () => hash.digest('hex'),
  };
}
