import { isAddress, isAllowedAddress, urlRefusal } from '../outgoing/address.ts';
import {
  MAX_REDIRECTS,
  type Outgoing,
  type OutgoingAnswer,
  type OutgoingFailure,
  type OutgoingRequest,
} from '../outgoing/outgoing.ts';
import { isPermanentRedirect, isRedirect, redirectOf } from '../outgoing/redirect.ts';

export interface OutgoingOptions {
  readonly baseUrl: string;
  readonly allowPrivateHosts: boolean;
  readonly resolve?: Resolve;
}

export type Resolve = (name: string) => Promise<readonly string[]>;

export interface ExchangeResponse {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: Uint8Array;
}

/** Sends one request without following a redirect. @throws OutgoingError; another error counts as `unreachable`. */
export type Exchange = (request: OutgoingRequest, signal: AbortSignal) => Promise<ExchangeResponse>;

export class OutgoingError extends Error {
  readonly reason: OutgoingFailure;

  constructor(reason: OutgoingFailure) {
    super(reason);
    this.reason = reason;
  }
}

const DAY_MS = 86_400_000;

/** One deadline covers all redirects, and the address of each is checked. */
export function createOutgoing(exchange: Exchange, allowPrivateHosts: boolean): Outgoing {
  return {
    async send(request) {
      // A timer accepts only whole milliseconds within 32 bits.
      const signal = AbortSignal.timeout(Math.min(Math.max(Math.ceil(request.timeout), 0), DAY_MS));
      try {
        return await rejectOnAbort(follow(request, signal), signal);
      } catch (error) {
        if (signal.aborted) return failure('timeout');
        return failure(error instanceof OutgoingError ? error.reason : 'unreachable');
      }
    },
  };

  async function follow(request: OutgoingRequest, signal: AbortSignal): Promise<OutgoingAnswer> {
    const maxRedirects = Math.min(request.redirects, MAX_REDIRECTS);
    let current = request;
    let permanentUrl: string | null = null;
    for (let followed = 0; ; followed += 1) {
      const refused = urlRefusal(current.url, allowPrivateHosts);
      if (refused !== null) return failure(refused);
      const { status, headers, body } = await exchange(current, signal);
      const next = maxRedirects === 0 ? null : redirectOf(current, status, headers.location);
      if (next === null) {
        const url = withoutFragment(current.url);
        return {
          ok: true,
          status,
          headers: withoutCoding(headers),
          body,
          url,
          permanentUrl: permanentUrl ?? url,
        };
      }
      if (typeof next === 'string') return failure(next);
      if (followed === maxRedirects) return failure('too-many-redirects');
      if (!isPermanentRedirect(status)) permanentUrl ??= withoutFragment(current.url);
      current = next;
    }
  }
}

/** 0 where there is no body (RFC 9110 section 6.4.1), and for a redirect that will be followed. */
export function maxBodyBytes({ maxBytes, redirects }: OutgoingRequest, status: number): number {
  const isBodiless = status === 204 || status === 304 || (redirects > 0 && isRedirect(status));
  return isBodiless ? 0 : maxBytes;
}

/** Refuses a name if one of its addresses is private. @throws OutgoingError `refused-address` or `unreachable`. */
export async function addressesOf(
  host: string,
  { resolve, allowPrivateHosts }: { readonly resolve: Resolve; readonly allowPrivateHosts: boolean },
): Promise<readonly string[]> {
  const addresses = isAddress(host) ? [host] : await resolve(host);
  if (addresses.length === 0) throw new OutgoingError('unreachable');
  if (!addresses.every((ip) => isAllowedAddress(ip, allowPrivateHosts)))
    throw new OutgoingError('refused-address');
  return addresses;
}

export function requestHeaders({ headers }: OutgoingRequest, baseUrl: string): OutgoingRequest['headers'] {
  return {
    accept: '*/*',
    ...headers,
    'user-agent': `Kaiku/0.1 (+${baseUrl})`,
    'accept-encoding': 'gzip, br',
  };
}

function failure(reason: OutgoingFailure): OutgoingAnswer {
  return { ok: false, reason };
}

/** A platform may react late to the signal, or not at all while it resolves a name. */
function rejectOnAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** These two fields describe the encoded body, but callers get the decoded one. */
function withoutCoding(headers: ExchangeResponse['headers']): ExchangeResponse['headers'] {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name !== 'content-encoding' && name !== 'content-length'),
  );
}

function withoutFragment(address: string): string {
  const url = new URL(address);
  url.hash = '';
  return url.href;
}
