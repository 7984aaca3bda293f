import { isAddress, mayBeAsked, refusedUrl } from '../outgoing/address.ts';
import {
  MAX_REDIRECTS,
  type Outgoing,
  type OutgoingAnswer,
  type OutgoingFailure,
  type OutgoingRequest,
} from '../outgoing/outgoing.ts';
import { isRedirect, redirected } from '../outgoing/redirect.ts';

export interface OutgoingOptions {
  /** Named to those who are asked, so that they know whom to ask back. */
  readonly baseUrl: string;
  readonly allowPrivateHosts: boolean;
  /** The DNS, unless given. */
  readonly resolve?: Resolve;
}

/** Gives every address of a name, or throws. */
export type Resolve = (name: string) => Promise<readonly string[]>;

/** What one address answered. */
export interface Exchanged {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: Uint8Array;
}

/**
 * Asks one address, whose name and literal host have passed `refusedUrl`, and follows nothing. Ends when the signal
 * says so. @throws OutgoingError; any other error is taken for `unreachable`.
 */
export type Exchange = (request: OutgoingRequest, signal: AbortSignal) => Promise<Exchanged>;

export class OutgoingError extends Error {
  readonly reason: OutgoingFailure;

  constructor(reason: OutgoingFailure) {
    super(reason);
    this.reason = reason;
  }
}

/** Milliseconds: a day. */
const LONGEST = 86_400_000;

/** The port over a platform's `exchange`: one deadline over everything, and every hop checked anew. */
export function outgoingOver(exchange: Exchange, allowPrivateHosts: boolean): Outgoing {
  return {
    async send(request) {
      // Whole milliseconds within 32 bits are all that a timer takes.
      const signal = AbortSignal.timeout(Math.min(Math.max(Math.ceil(request.timeout), 0), LONGEST));
      try {
        return await orAborted(follow(request, signal), signal);
      } catch (error) {
        if (signal.aborted) return failed('timeout');
        return failed(error instanceof OutgoingError ? error.reason : 'unreachable');
      }
    },
  };

  async function follow(request: OutgoingRequest, signal: AbortSignal): Promise<OutgoingAnswer> {
    const most = Math.min(request.redirects, MAX_REDIRECTS);
    let asked = request;
    for (let followed = 0; ; followed += 1) {
      const refused = refusedUrl(asked.url, allowPrivateHosts);
      if (refused !== null) return failed(refused);
      const { status, headers, body } = await exchange(asked, signal);
      const next = most === 0 ? null : redirected(asked, status, headers.location);
      if (next === null) return { ok: true, status, headers: decoded(headers), body, url: bare(asked.url) };
      if (typeof next === 'string') return failed(next);
      if (followed === most) return failed('too-many-redirects');
      asked = next;
    }
  }
}

/** How much of the body to read: nothing where there is none (RFC 9110 section 6.4.1) or where the next hop replaces it. */
export function bytesWanted({ maxBytes, redirects }: OutgoingRequest, status: number): number {
  const isBodiless = status === 204 || status === 304 || (redirects > 0 && isRedirect(status));
  return isBodiless ? 0 : maxBytes;
}

/**
 * The addresses of `host`, none of which is refused: of a name with one foot inside, what it is for cannot be told.
 * @throws OutgoingError `refused-address`, or `unreachable` when there are none.
 */
export async function addressesOf(
  host: string,
  { resolve, allowPrivateHosts }: { readonly resolve: Resolve; readonly allowPrivateHosts: boolean },
): Promise<readonly string[]> {
  const addresses = isAddress(host) ? [host] : await resolve(host);
  if (addresses.length === 0) throw new OutgoingError('unreachable');
  if (!addresses.every((ip) => mayBeAsked(ip, allowPrivateHosts))) throw new OutgoingError('refused-address');
  return addresses;
}

/** The caller's fields and the port's own. */
export function fieldsToSend({ headers }: OutgoingRequest, baseUrl: string): OutgoingRequest['headers'] {
  return {
    accept: '*/*',
    ...headers,
    // RFC 9110 section 10.1.5: who asks, and where to ask back.
    'user-agent': `Kaiku/0.1 (+${baseUrl})`,
    'accept-encoding': 'gzip, br',
  };
}

function failed(reason: OutgoingFailure): OutgoingAnswer {
  return { ok: false, reason };
}

/** A platform may be slow to notice the signal, or not notice it at all while it looks a name up. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** The fields that told of the coding tell nothing of the decoded body. */
function decoded(headers: Exchanged['headers']): Exchanged['headers'] {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name !== 'content-encoding' && name !== 'content-length'),
  );
}

function bare(address: string): string {
  const url = new URL(address);
  url.hash = '';
  return url.href;
}
