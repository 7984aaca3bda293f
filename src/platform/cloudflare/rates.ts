import type { Log } from '../../base/log.ts';
import type { RateKind, Rates } from '../../http/rates.ts';
import { openRates as openMemoryRates, type RatesOptions } from '../rates.ts';

export interface EdgeRatesOptions extends RatesOptions {
  readonly log: Log;
  readonly bindings: { readonly [K in RateKind]: RateLimit };
}

/**
 * The isolate counts by what the operator set, and the platform's binding, whose numbers stand in wrangler.toml, over all
 * isolates of a location: a client that meets many isolates is held by the binding.
 */
export function openRates({ bindings, log, ...options }: EdgeRatesOptions): Rates {
  const isolate = openMemoryRates(options);
  return {
    async allow(kind, client) {
      if (!(await isolate.allow(kind, client))) return false;
      try {
        return (await bindings[kind].limit({ key: client })).success;
      } catch (error) {
        // Without the platform's count the isolate's still holds.
        log.failed('rate limit', error);
        return true;
      }
    },
  };
}
