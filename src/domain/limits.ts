/** Limits without a unit are Unicode code points, counted after white space is normalized. */
export const LIMITS = {
  title: 500,
  lead: 5_000,
  /** UTF-8 bytes before and after sanitizing. */
  bodyBytes: 204_800,
  keywords: 50,
  keyword: 100,
  variantSlug: 80,
  contacts: 50,
  media: 100,
  links: 100,
  corrections: 100,
  name: 200,
  alt: 1_000,
  caption: 2_000,
  description: 2_000,
  explanation: 2_000,
  /** RFC 5321 section 4.5.3.1.3, without the angle brackets. */
  email: 254,
  phone: 50,
  url: 2_000,
  mediaType: 127,
  /** RFC 1035 section 2.3.4: a slug may become a DNS label. */
  newsroomSlug: 63,
  /** UTF-8 bytes of a stored release as JSON; a row of a Durable Object holds 2 MB. */
  recordBytes: 1_900_000,
} as const;

/**
 * Milliseconds by which an instant of another installation may be ahead: clocks differ, and the events of a release are a
 * second apart however fast they come.
 */
export const CLOCK_TOLERANCE = 10 * 60 * 1000;

const ENCODER = new TextEncoder();

/** A text beyond every limit is not encoded, because its exact size does not matter. */
export function utf8Bytes(text: string): number {
  return text.length > LIMITS.recordBytes ? text.length : ENCODER.encode(text).length;
}

export function characterCount(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** Counts only where it must: a character has one or two code units. */
export function hasMoreCharacters(text: string, max: number): boolean {
  if (text.length <= max) return false;
  return text.length > 2 * max || characterCount(text) > max;
}

/** Each part of a sitemap covers a fixed range of release numbers, so that old parts do not change. */
export const RELEASES_PER_SITEMAP = 1_000;
