/** Strangers choose the addresses, so each address and each redirect is checked before a request. */
export interface Outgoing {
  /** Never rejects; an answer with an error status is `ok` too. */
  send(request: OutgoingRequest): Promise<OutgoingAnswer>;
}

export interface OutgoingRequest {
  readonly method: 'GET' | 'POST' | 'PURGE';
  readonly url: string;
  /** Lower-case names without `host`, `user-agent`, `accept-encoding`, `content-length` and `connection`. */
  readonly headers: { readonly [name: string]: string };
  readonly body: Uint8Array | null;
  /** Limits the body of the answer before and after decoding; with 0 the body is not read. */
  readonly maxBytes: number;
  /** Milliseconds from the name lookup to the last byte, including redirects. */
  readonly timeout: number;
  readonly redirects: number;
}

export type OutgoingAnswer =
  | {
      readonly ok: true;
      readonly status: number;
      /** Lower-case names; repeated fields are joined by a comma. */
      readonly headers: { readonly [name: string]: string };
      /** The decoded body, so the headers lack `content-encoding` and `content-length`. */
      readonly body: Uint8Array;
      /** The address after redirects, without a fragment. */
      readonly url: string;
      /** The address asked for, after the permanent redirects (301, 308) that came before any other. */
      readonly permanentUrl: string;
    }
  | { readonly ok: false; readonly reason: OutgoingFailure };

export type OutgoingFailure =
  | 'refused-address'
  | 'unreachable'
  | 'timeout'
  | 'too-large'
  | 'too-many-redirects'
  /** The address is not absolute http or https, too long or has credentials, or a header is invalid. */
  | 'bad-url'
  /** The answer is not HTTP, incomplete, or in a coding that the request did not accept. */
  | 'bad-answer';

export const MAX_REDIRECTS = 5;
export const MAX_URL = 2_048;
