import type { ClientRates } from '../../http/client-rates.ts';
import { clientOf } from './client.ts';
import { environmentOf } from './environment.ts';
import { openRates } from './rates.ts';
import { logOf } from './service.ts';

/** Who asks the worker, as the edge says. */
export function clientRatesOf(env: Env): ClientRates {
  const bindings = { hub: env.HUB_RATE, subscribe: env.SUBSCRIBE_RATE };
  return {
    clientOf,
    rates: openRates({ bindings, log: logOf(env), limits: environmentOf(env).rates, now: Date.now }),
  };
}
