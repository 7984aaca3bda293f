import { LRUCache } from 'lru-cache';
import type { RateKind, Rates } from '../http/rates.ts';

const MINUTE = 60_000;
/** Clients remembered; beyond them the one that has been quiet longest is forgotten. About 10 MB. */
const CLIENTS = 50_000;

export interface RatesOptions {
  /** Requests a minute and client. */
  readonly limits: { readonly [K in RateKind]: number };
  readonly now: () => number;
}

type Counted = LRUCache<string, { readonly since: number; readonly count: number }>;

/**
 * Counts in memory. A client's minute begins with its first request; what is refused is not counted, so that a client
 * who keeps asking is let in again when the minute is over.
 */
export function openRates({ limits, now }: RatesOptions): Rates {
  let counted: Counted | undefined;
  return {
    async allow(kind, client) {
      // It makes room for all of them at once, which takes milliseconds that a start does not have.
      counted ??= new LRUCache({ max: CLIENTS });
      const key = `${kind} ${client}`;
      const known = counted.get(key);
      const at = now();
      // A clock that was set back begins a new minute rather than an endless one.
      const isRunning = known !== undefined && at >= known.since && at < known.since + MINUTE;
      if (!isRunning) {
        counted.set(key, { since: at, count: 1 });
        return true;
      }
      if (known.count >= limits[kind]) return false;
      counted.set(key, { since: known.since, count: known.count + 1 });
      return true;
    },
  };
}
