/** Milliseconds since 1970-01-01T00:00:00Z. Everything stored and compared is an instant; zones are for people. */
export type Instant = number;

/** Whole seconds: what feeds and the API can say. */
export function toSecond(instant: Instant): Instant {
  return Math.floor(instant / 1000) * 1000;
}
