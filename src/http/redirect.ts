/** Redirects are absolute, made of the configured base URL, and drop the query. */

/** 301, for addresses that have moved for good. */
export function moved(location: string): Response {
  return redirect(301, location, { 'Cache-Control': 'public, max-age=300' });
}

/** 302 to what was negotiated. `vary` names the headers that were looked at. */
export function negotiated(location: string, vary: string): Response {
  // Caches that ignore Vary would send everybody where the first one went.
  return redirect(302, location, { 'Cache-Control': 'no-cache', Vary: vary });
}

/** An API address under a former slug. 308 keeps method and body (RFC 9110 section 15.4.9). */
export function movedCall(location: string, method: string, cacheControl: string): Response {
  const markRead = method === 'GET' || method === 'HEAD';
  return redirect(markRead ? 301 : 308, location, { 'Cache-Control': cacheControl, Vary: 'Authorization' });
}

function redirect(status: number, location: string, headers: { readonly [name: string]: string }): Response {
  return new Response(null, {
    status,
    headers: {
      Location: location,
      'Cloudflare-CDN-Cache-Control': 'no-store',
      'Access-Control-Allow-Origin': '*',
      ...headers,
    },
  });
}
