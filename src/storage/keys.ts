import type { Instant } from '../base/time/instant.ts';

/** Fourteen digits reach the year 5138; what the service accepts ends before 3000. */
const INSTANT_WIDTH = 14;
/** A newsroom numbers its releases, and the service its newsrooms, far below a thousand million. */
const NUMBER_WIDTH = 9;

/** Segment that sorts soonest first. @throws RangeError for an instant before 1970 or after 5138. */
export function ascending(instant: Instant): string {
  return padded(instant, INSTANT_WIDTH);
}

/** Segment that sorts newest first. Its own inverse when read as a number. @throws as `ascending`. */
export function inverted(instant: Instant): string {
  return invertedNumber(instant, INSTANT_WIDTH);
}

/** Segment that sorts by number. @throws RangeError when it is no safe non-negative integer of at most `width` digits. */
export function padded(number: number, width = NUMBER_WIDTH): string {
  const digits = String(number);
  if (!Number.isSafeInteger(number) || number < 0 || digits.length > width) {
    throw new RangeError(`not a number of ${width} digits`);
  }
  return digits.padStart(width, '0');
}

/** Segment that sorts the greatest number first. Its own inverse when read as a number. @throws as `padded`. */
export function invertedNumber(number: number, width = NUMBER_WIDTH): string {
  return padded(10 ** width - 1 - number, width);
}
