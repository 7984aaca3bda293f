import { LRUCache } from 'lru-cache';
import type { RateKind, RateLimiter } from '../http/rates.ts';

const MINUTE = 60_000;
/** Takes about 10 MB. */
const MAX_CLIENTS = 50_000;

export interface RateLimiterOptions {
  readonly limits: { readonly [K in RateKind]: number };
  readonly now: () => number;
}

type Counted = LRUCache<string, { readonly since: number; readonly count: number }>;

/** A client's minute begins with its first request. Refused requests do not count, or the client would stay locked out. */
export function openRateLimiter({ limits, now }: RateLimiterOptions): RateLimiter {
  let counted: Counted | undefined;
  return {
    async countRequest(kind, client) {
      // Made for the first client: it allocates memory for all clients at once, which would slow the start.
      counted ??= new LRUCache({ max: MAX_CLIENTS });
      const key = `${kind} ${client}`;
      const current = counted.get(key);
      const at = now();
      // If the clock is set back, a new minute begins.
      const isRunning = current !== undefined && at >= current.since && at < current.since + MINUTE;
      if (!isRunning) {
        counted.set(key, { since: at, count: 1 });
        return true;
      }
      if (current.count >= limits[kind]) return false;
      counted.set(key, { since: current.since, count: current.count + 1 });
      return true;
    },
  };
}
