import { parseWeighted, weightOf } from './weighted.ts';

export type Encoding = 'br' | 'gzip';

/** RFC 9110 section 12.5.3. Returns null for no coding, also when the field excludes `identity`: never a 406. */
export function chooseEncoding(acceptEncoding: string | null): Encoding | null {
  const codings = parseWeighted(acceptEncoding);
  const any = weightOf(codings, '*') ?? 0;
  const br = weightOf(codings, 'br') ?? any;
  const gzip = weightOf(codings, 'gzip', 'x-gzip') ?? any;
  // An identity that is not listed is acceptable, but every listed coding is preferred.
  const identity = weightOf(codings, 'identity') ?? any;
  const highest = Math.max(br, gzip);
  if (highest === 0 || identity > highest) return null;
  return br === highest ? 'br' : 'gzip';
}
