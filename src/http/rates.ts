/** What a stranger may ask for only so often. */
export type RateKind = 'hub' | 'subscribe';

/** How many requests a minute one client may make. On Workers the platform counts, on Node the process. */
export interface Rates {
  /** Counts one request; false when the client has had its minute's worth. `client` as `clientNetwork` gives it. */
  allow(kind: RateKind, client: string): Promise<boolean>;
}
