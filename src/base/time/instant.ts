/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

/** Feeds and the API have no smaller unit than the second. */
export function toSecond(instant: Instant): Instant {
  return Math.floor(instant / 1000) * 1000;
}
