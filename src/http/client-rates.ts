import type { Context } from 'hono';
import { type ClientOf, clientNetwork } from './client.ts';
import type { RateKind, RateLimiter } from './rates.ts';

export interface ClientRates {
  readonly clientOf: ClientOf;
  readonly limiter: RateLimiter;
}

export const UNLIMITED_CLIENT_RATES: ClientRates = {
  clientOf: () => '',
  limiter: { countRequest: async () => true },
};

/** Seconds: the limiter counts requests per minute. */
export const RETRY_AFTER = '60';

/** Counts the request against its client's rate; false when the rate is exceeded. */
export function countRequest(
  c: Context,
  { clientOf, limiter }: ClientRates,
  kind: RateKind,
): Promise<boolean> {
  return limiter.countRequest(kind, clientNetwork(clientOf(c)));
}
