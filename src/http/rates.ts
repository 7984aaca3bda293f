export type RateKind = 'hub' | 'subscribe';

/** Limits the requests of a client per minute. On Workers the platform counts, on Node the process. */
export interface RateLimiter {
  /** False when the client has exceeded its rate. `client` is a result of `clientNetwork`. */
  countRequest(kind: RateKind, client: string): Promise<boolean>;
}
