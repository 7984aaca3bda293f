import { FORMATS, type Format } from '../domain/feed-name.ts';
import { parseWeighted, type Weighted, weightOf } from './weighted.ts';

const MEDIA_TYPES = {
  rss: { own: 'application/rss+xml', aliases: ['application/xml', 'text/xml'] },
  atom: { own: 'application/atom+xml', aliases: [] },
  json: { own: 'application/feed+json', aliases: ['application/json'] },
} as const satisfies { readonly [F in Format]: { own: string; aliases: readonly string[] } };

/** RFC 9110 section 12.5.1. Returns RSS when nothing is acceptable; on a tie the first of FORMATS wins. */
export function chooseFormat(accept: string | null): Format {
  const ranges = parseWeighted(accept);
  let best: Format = 'rss';
  let highest = 0;
  for (const format of FORMATS) {
    const q = formatWeight(ranges, format);
    if (q > highest) [best, highest] = [format, q];
  }
  return best;
}

function formatWeight(ranges: readonly Weighted[], format: Format): number {
  const { own, aliases } = MEDIA_TYPES[format];
  return (
    weightOf(ranges, own) ??
    weightOf(ranges, ...aliases) ??
    weightOf(ranges, own.replace(/\/.*/, '/*')) ??
    // Java's HttpURLConnection sends a bare `*`.
    weightOf(ranges, '*/*', '*') ??
    0
  );
}
