import type { OutgoingRequest } from './outgoing.ts';

const REDIRECT_STATUSES = new Set([301, 302, 303, 307, 308]);

export function isRedirect(status: number): boolean {
  return REDIRECT_STATUSES.has(status);
}

/** RFC 9110 sections 15.4.2 and 15.4.9: the address is to be used from now on. */
export function isPermanentRedirect(status: number): boolean {
  return status === 301 || status === 308;
}

type RedirectableRequest = Pick<OutgoingRequest, 'method' | 'url' | 'headers' | 'body'>;

/**
 * Returns the next request, or null when the answer is no redirect. A redirect from https to http is refused, because
 * it would send the content unencrypted.
 */
export function redirectOf<T extends RedirectableRequest>(
  request: T,
  status: number,
  location: string | undefined,
): T | 'bad-url' | 'refused-address' | null {
  if (!isRedirect(status) || location === undefined) return null;
  const from = new URL(request.url);
  const to = URL.parse(location, request.url);
  if (to === null) return 'bad-url';
  if (from.protocol === 'https:' && to.protocol === 'http:') return 'refused-address';
  to.hash = '';
  const next = { ...request, url: to.href };
  // RFC 9110 section 15.4: a POST becomes a GET, except with 307 and 308.
  const becomesGet = request.method === 'POST' && status < 307;
  return becomesGet
    ? { ...next, method: 'GET', body: null, headers: withoutContentHeaders(request.headers) }
    : next;
}

function withoutContentHeaders(headers: OutgoingRequest['headers']): OutgoingRequest['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('content-')));
}
