import { fnv1a } from '../base/fnv.ts';
import type { Row } from './sql.ts';

/**
 * The checksum covers the key, since a damaged index can lead to another record. `checked` is the revision whose value it
 * covers: an earlier release raises the revision and writes no checksum, and its records count as intact.
 */
export function checksumOf(key: string, value: string): number {
  return fnv1a(value, fnv1a(key));
}

/** `row` has the columns `value`, `revision`, `checksum` and `checked`. Records written before there were checksums pass. */
export function isIntact(key: string, { value, revision, checksum, checked }: Row): boolean {
  if (typeof value !== 'string') return false;
  return checked == null || checked !== revision || checksum === checksumOf(key, value);
}
