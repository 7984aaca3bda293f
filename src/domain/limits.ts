/** How much a publisher may say. Characters are Unicode code points, counted after white space is tidied. */
export const LIMITS = {
  title: 500,
  lead: 5_000,
  /** UTF-8 bytes of HTML, both as given and as sanitized: 200 kB in its larger reading, 200 × 1,024. */
  bodyBytes: 204_800,
  keywords: 50,
  keyword: 100,
  variantSlug: 80,
  contacts: 50,
  media: 100,
  links: 100,
  corrections: 100,
  /** Names, job titles, link titles and credits: what stands on one line of a page. */
  name: 200,
  alt: 1_000,
  caption: 2_000,
  description: 2_000,
  /** The note of a correction, the reason of a withdrawal. */
  explanation: 2_000,
  /** RFC 5321 section 4.5.3.1.3, without the angle brackets. */
  email: 254,
  phone: 50,
  url: 2_000,
  mediaType: 127,
  /** One DNS label's worth (RFC 1035 section 2.3.4), so that a newsroom may one day have its own host. */
  newsroomSlug: 63,
  /** UTF-8 bytes of a stored release as JSON. A Durable Object's row holds 2 MB. */
  recordBytes: 1_900_000,
} as const;

const ENCODER = new TextEncoder();

/** Size in UTF-8 bytes; a text far beyond any limit is not encoded to find out. */
export function utf8Bytes(text: string): number {
  return text.length > LIMITS.recordBytes ? text.length : ENCODER.encode(text).length;
}

export function characters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** What search engines and feed readers find everything by. */

/** How many releases, by their numbers, a part of a newsroom's sitemap is of: so old parts stay as they are. */
export const SITEMAP_RELEASES = 1_000;
