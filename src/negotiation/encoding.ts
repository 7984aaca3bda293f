import { parseWeighted, weightOf } from './weighted.ts';

export type Encoding = 'br' | 'gzip';

/**
 * The content coding for an `Accept-Encoding` field (RFC 9110 section 12.5.3); null means as it is. The highest
 * weight wins, ties go to brotli, then gzip. Without the header nothing is encoded: such a client may know no coding.
 * When even `identity` is refused and nothing else is left, the answer is still the document, not an error.
 */
export function chooseEncoding(acceptEncoding: string | null): Encoding | null {
  const codings = parseWeighted(acceptEncoding);
  const any = weightOf(codings, '*') ?? 0;
  const br = weightOf(codings, 'br') ?? any;
  // Section 8.4.1.3: x-gzip is equivalent to gzip.
  const gzip = weightOf(codings, 'gzip', 'x-gzip') ?? any;
  // Listed nowhere, not even by `*`, identity is acceptable but without a weight: any coding asked for beats it.
  const identity = weightOf(codings, 'identity') ?? any;
  const highest = Math.max(br, gzip);
  if (highest === 0 || identity > highest) return null;
  return br === highest ? 'br' : 'gzip';
}
