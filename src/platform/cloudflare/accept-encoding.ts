import { byWeight, parseWeighted } from '../../negotiation/weighted.ts';

/**
 * Gives the application the codings its client asked for. Cloudflare puts `gzip, br` in every request and keeps the
 * client's own field in `request.cf` (absent when it was left as it was; local workerd says '' for none).
 *
 * The field is narrowed to the one coding that the hop to the client will pass on unchanged: brotli or gzip, the
 * heavier one, of equals the one written first. Any other choice would be transcoded behind our strong ETag. It
 * also leaves the cache, which compares `Vary` fields to the letter, three variants instead of one a browser.
 */
export function narrowAcceptEncoding(request: Request): Request {
  const asked = request.cf?.clientAcceptEncoding;
  const coding = firstCoding(typeof asked === 'string' ? asked : request.headers.get('accept-encoding'));
  const narrowed = new Request(request);
  if (coding === null) narrowed.headers.delete('accept-encoding');
  else narrowed.headers.set('accept-encoding', coding);
  return narrowed;
}

/** Null: as it is. The wildcard counts as no coding, as Cloudflare reads it. */
function firstCoding(field: string | null): 'br' | 'gzip' | null {
  for (const { value, q } of byWeight(parseWeighted(field))) {
    if (q === 0) return null;
    if (value === 'br' || value === 'gzip') return value;
    if (value === 'identity') return null;
  }
  return null;
}
