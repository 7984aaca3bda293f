import type { Context } from 'hono';
import { type ClientOf, clientNetwork } from './client.ts';
import type { RateKind, Rates } from './rates.ts';

/** Who asks, and how often a stranger may. */
export interface ClientRates {
  readonly clientOf: ClientOf;
  readonly rates: Rates;
}

/** Nobody is told from anybody and nothing is counted: for tests and whatever else has no clients. */
export const UNLIMITED_RATES: ClientRates = { clientOf: () => '', rates: { allow: async () => true } };

/** The client's minute, for `Retry-After`. */
export const RETRY_AFTER = '60';

/** Counts the request; false when its client has had the minute's worth. */
export function mayAsk(c: Context, { clientOf, rates }: ClientRates, kind: RateKind): Promise<boolean> {
  return rates.allow(kind, clientNetwork(clientOf(c)));
}
