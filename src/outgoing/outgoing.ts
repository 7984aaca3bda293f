/**
 * Requests that leave the house: sources that are fetched, callbacks that are verified and told, hubs that are pinged.
 * Their addresses come from strangers, so each one, and each address it redirects to, is checked before it is asked.
 */
export interface Outgoing {
  /** Never throws. An answer of any status is an answer. */
  send(request: OutgoingRequest): Promise<OutgoingAnswer>;
}

export interface OutgoingRequest {
  readonly method: 'GET' | 'POST';
  /** Absolute; http or https. */
  readonly url: string;
  /** Lower-case names. `host`, `user-agent`, `accept-encoding`, `content-length` and `connection` are the port's own. */
  readonly headers: { readonly [name: string]: string };
  readonly body: Uint8Array | null;
  /** Of the answer's body, as received and as decoded. 0: only status and headers matter, the body is not read. */
  readonly maxBytes: number;
  /** Milliseconds for everything, from looking the name up to the last byte of the body, redirects included. */
  readonly timeout: number;
  /** How many are followed, 0 to `MAX_REDIRECTS`. With 0 a redirect is an answer like any other. */
  readonly redirects: number;
}

export type OutgoingAnswer =
  | {
      readonly ok: true;
      readonly status: number;
      /** Lower-case names; repeated fields are joined by a comma. */
      readonly headers: { readonly [name: string]: string };
      /** Decoded: `content-encoding` and `content-length` are not among the headers. */
      readonly body: Uint8Array;
      /** The address that answered, after redirects, without a fragment. */
      readonly url: string;
    }
  | { readonly ok: false; readonly reason: OutgoingFailure };

export type OutgoingFailure =
  /** Not a public address, by its name, after looking the name up, or after a redirect. */
  | 'refused-address'
  /** The name is unknown, nobody listens, TLS failed, or the connection broke before an answer. */
  | 'unreachable'
  | 'timeout'
  /** Body or header. */
  | 'too-large'
  | 'too-many-redirects'
  /** No absolute http or https address, too long, with credentials; or a header that cannot be sent. */
  | 'bad-url'
  /** Not HTTP, cut short, or in a coding that was not asked for. */
  | 'bad-answer';

export const MAX_REDIRECTS = 5;
/** Characters. */
export const MAX_URL = 2_048;
