import { byWeight, parseWeighted } from '../../negotiation/weighted.ts';

/**
 * Cloudflare sets `gzip, br` in every request and keeps the client's field in `request.cf` (absent when equal; '' for none
 * in local workerd). Only brotli or gzip, whichever the client prefers, is kept: another coding would be transcoded behind
 * our strong ETag, and the cache, which compares `Vary` fields literally, would keep a variant for each browser.
 */
export function narrowAcceptEncoding(request: Request): Request {
  const field = request.cf?.clientAcceptEncoding;
  const coding = preferredCoding(typeof field === 'string' ? field : request.headers.get('accept-encoding'));
  const narrowed = new Request(request);
  if (coding === null) narrowed.headers.delete('accept-encoding');
  else narrowed.headers.set('accept-encoding', coding);
  return narrowed;
}

/** Null for identity. A wildcard counts as no coding, as Cloudflare reads it. */
function preferredCoding(field: string | null): 'br' | 'gzip' | null {
  for (const { value, q } of byWeight(parseWeighted(field))) {
    if (q === 0) return null;
    if (value === 'br' || value === 'gzip') return value;
    if (value === 'identity') return null;
  }
  return null;
}
