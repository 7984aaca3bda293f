const SECOND = 1000;
const DAY = 24 * 60 * 60;

/** What an operator may set, for each host of callbacks. An hour is one of the clock. */
export interface HubBounds {
  /** Bytes of deliveries an hour. */
  readonly bytesPerHost: number;
  /** Of one newsroom or the directory. */
  readonly subscriptionsPerHost: number;
  /** Accepted requests an hour: new ones, and as many to renew and to end subscriptions that exist. */
  readonly requestsPerHost: number;
}

export const HUB_BOUNDS: HubBounds = {
  bytesPerHost: 64 * 1024 * 1024,
  subscriptionsPerHost: 1_000,
  requestsPerHost: 1_000,
};

export const HUB_LIMITS = {
  formBytes: 16 * 1024,
  urlLength: 2_048,
  /** WebSub section 5.1 requires fewer than 200 bytes. */
  secretBytes: 199,
  /** In seconds. */
  lease: { default: 10 * DAY, min: 5 * 60, max: 30 * DAY },
  /** The limits for subscriptions and topics apply to each newsroom and to the directory. */
  subscriptions: 10_000,
  topicsPerHost: 100,
  unverified: 2_000,
  /** Milliseconds for the whole exchange with a callback. */
  timeout: 10 * SECOND,
  answerBytes: 1_024,
  attempts: { verify: 2, deny: 3 },
  /** Deliveries that fail one after the other until a host is failing. */
  hostFailures: 5,
  /** Milliseconds without deliveries to a failing host; `others` is the longest for subscriptions that did not fail. */
  hostDelay: { first: SECOND, max: 60 * 60 * SECOND, others: 10 * SECOND },
  /** Deliveries that waited for an hour begin within so many milliseconds of it. */
  spread: 60 * SECOND,
  /** Deliveries that one commit of a fan-out enqueues. */
  fanoutBatch: 200,
} as const;
