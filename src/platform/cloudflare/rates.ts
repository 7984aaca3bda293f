import type { Log } from '../../base/log.ts';
import type { RateKind, RateLimiter } from '../../http/rates.ts';
import { openRateLimiter as openMemoryLimiter, type RateLimiterOptions } from '../rates.ts';

export interface EdgeRateLimiterOptions extends RateLimiterOptions {
  readonly log: Log;
  readonly bindings: { readonly [K in RateKind]: RateLimit };
}

/** `limits` hold within one isolate; the bindings count over all isolates of a location (wrangler.toml). */
export function openRateLimiter({ bindings, log, ...options }: EdgeRateLimiterOptions): RateLimiter {
  const isolateLimiter = openMemoryLimiter(options);
  return {
    async countRequest(kind, client) {
      if (!(await isolateLimiter.countRequest(kind, client))) return false;
      try {
        return (await bindings[kind].limit({ key: client })).success;
      } catch (error) {
        log.failed('rate limit', error);
        return true;
      }
    },
  };
}
