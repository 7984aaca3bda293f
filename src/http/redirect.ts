/** 301. Redirects have an absolute URL of the configured base URL, without the query. */
export function permanentRedirect(location: string): Response {
  return redirect(301, location, { 'Cache-Control': 'public, max-age=120' });
}

/** 302. `vary` names the request headers that decided the location. */
export function negotiatedRedirect(location: string, vary: string): Response {
  // `no-cache` is for caches that ignore `Vary`.
  return redirect(302, location, { 'Cache-Control': 'no-cache', Vary: vary });
}

/** For an API address with a former slug. 308 keeps method and body (RFC 9110 section 15.4.9). */
export function apiRedirect(location: string, method: string, cacheControl: string): Response {
  const isRead = method === 'GET' || method === 'HEAD';
  return redirect(isRead ? 301 : 308, location, { 'Cache-Control': cacheControl, Vary: 'Authorization' });
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
