import type { OutgoingRequest } from './outgoing.ts';

/** The statuses that name another address (RFC 9110 section 15.4). 300 offers a choice, 304 and 305 are none. */
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

export function isRedirect(status: number): boolean {
  return REDIRECTS.has(status);
}

type Asked = Pick<OutgoingRequest, 'method' | 'url' | 'headers' | 'body'>;

/**
 * What to ask next when `asked` was answered with `status` and `location`. Null when that is an answer itself;
 * `refused-address` for a step from https down to http, which would give away what the first address protected.
 */
export function redirected<T extends Asked>(
  asked: T,
  status: number,
  location: string | undefined,
): T | 'bad-url' | 'refused-address' | null {
  if (!isRedirect(status) || location === undefined) return null;
  const from = new URL(asked.url);
  const to = URL.parse(location, asked.url);
  if (to === null) return 'bad-url';
  if (from.protocol === 'https:' && to.protocol === 'http:') return 'refused-address';
  to.hash = '';
  const next = { ...asked, url: to.href };
  // RFC 9110 sections 15.4.2 to 15.4.4: a POST becomes a GET, save by 307 and 308.
  const becomesGet = asked.method === 'POST' && status < 307;
  return becomesGet ? { ...next, method: 'GET', body: null, headers: withoutContent(asked.headers) } : next;
}

function withoutContent(headers: OutgoingRequest['headers']): OutgoingRequest['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('content-')));
}
