import type { Instant } from '../base/time/instant.ts';

const INSTANT_WIDTH = 14;
const NUMBER_WIDTH = 9;

export function paddedInstant(instant: Instant): string {
  return paddedNumber(instant, INSTANT_WIDTH);
}

/** Sorts the newest first. Applied to its own result, it returns the instant. */
export function invertedInstant(instant: Instant): string {
  return invertedNumber(instant, INSTANT_WIDTH);
}

/** @throws RangeError unless it is a non-negative integer of at most `width` digits. */
export function paddedNumber(number: number, width = NUMBER_WIDTH): string {
  const digits = String(number);
  if (!Number.isSafeInteger(number) || number < 0 || digits.length > width) {
    throw new RangeError(`not a number of ${width} digits`);
  }
  return digits.padStart(width, '0');
}

export function invertedNumber(number: number, width = NUMBER_WIDTH): string {
  return paddedNumber(10 ** width - 1 - number, width);
}
