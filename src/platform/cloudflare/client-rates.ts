import type { ClientRates } from '../../http/client-rates.ts';
import { clientOf } from './client.ts';
import { environmentOf } from './environment.ts';
import { openRateLimiter } from './rates.ts';
import { logOf } from './service.ts';

export function clientRatesOf(env: Env): ClientRates {
  const bindings = { hub: env.HUB_RATE, subscribe: env.SUBSCRIBE_RATE };
  return {
    clientOf,
    limiter: openRateLimiter({ bindings, log: logOf(env), limits: environmentOf(env).rates, now: Date.now }),
  };
}
