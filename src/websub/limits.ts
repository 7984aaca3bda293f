const SECOND = 1000;
const DAY = 24 * 60 * 60;

/** What the hub takes and keeps: every bound of it, in one place. */
export const HUB_LIMITS = {
  /** Bytes of a request's form. */
  formBytes: 16 * 1024,
  /** Characters of a callback or topic. */
  urlLength: 2_048,
  /** Bytes of a secret: WebSub section 5.1 wants fewer than 200. */
  secretBytes: 199,
  /** Seconds. A lease that is not asked for is the usual one; one that is, is brought within the other two. */
  lease: { usual: 10 * DAY, least: 5 * 60, most: 30 * DAY },
  /** Subscriptions of one newsroom, or of the directory. */
  subscriptions: 10_000,
  /** Of those, with callbacks at one host. */
  subscriptionsPerHost: 5_000,
  /** Different topics of one newsroom that callbacks at one host may follow. */
  topicsPerHost: 100,
  /** Requests whose intent is not verified yet. */
  unverified: 2_000,
  /** Milliseconds a callback has for the whole exchange. */
  timeout: 10 * SECOND,
  /** Bytes of an answer to a verification: the challenge and no more. */
  answerBytes: 1_024,
  /** A callback that does not answer to a verification is asked once more, a denial is told so often. */
  attempts: { verify: 2, deny: 3 },
  /** Subscriptions that one commit of a fan-out makes due. */
  portion: 200,
} as const;
