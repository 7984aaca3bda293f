import { FORMATS, type Format } from '../domain/feed-name.ts';
import { parseWeighted, type Weighted, weightOf } from './weighted.ts';

/** What a format is asked for by: its registered media type, and others that mean it in practice. */
const MEDIA_TYPES = {
  rss: { own: 'application/rss+xml', aliases: ['application/xml', 'text/xml'] },
  atom: { own: 'application/atom+xml', aliases: [] },
  json: { own: 'application/feed+json', aliases: ['application/json'] },
} as const satisfies { readonly [F in Format]: { own: string; aliases: readonly string[] } };

/**
 * The feed format for an `Accept` field (RFC 9110 section 12.5.1). The most specific range that fits a format gives
 * its weight: its own media type, else an alias, else its main type, else any. Ties go in the order of FORMATS;
 * when nothing is acceptable the answer is RSS, never an error. Parameters of media ranges are not compared.
 */
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
    weightOf(ranges, 'application/*') ??
    // A bare `*` is what Java's HttpURLConnection sends.
    weightOf(ranges, '*/*', '*') ??
    0
  );
}
