const SECOND = 1000;
const DAY = 24 * 60 * 60;

export const HUB_LIMITS = {
  formBytes: 16 * 1024,
  urlLength: 2_048,
  /** WebSub section 5.1 requires fewer than 200 bytes. */
  secretBytes: 199,
  /** In seconds. */
  lease: { default: 10 * DAY, min: 5 * 60, max: 30 * DAY },
  /** The limits for subscriptions and topics apply to each newsroom and to the directory. */
  subscriptions: 10_000,
  subscriptionsPerHost: 5_000,
  topicsPerHost: 100,
  unverified: 2_000,
  /** Milliseconds for the whole exchange with a callback. */
  timeout: 10 * SECOND,
  answerBytes: 1_024,
  attempts: { verify: 2, deny: 3 },
  /** Deliveries that one commit of a fan-out enqueues. */
  fanoutBatch: 200,
} as const;
