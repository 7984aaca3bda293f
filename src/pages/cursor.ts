import type { DateIndexPosition } from './date-index.ts';

const CURSOR = /^([0-9a-z]{1,9})-([0-9a-z]{1,6})$/;
/** The width of stored keys (14 and 9 digits) allows only smaller values. */
const INSTANT_LIMIT = 1e14;
const NUMBER_LIMIT = 1e9;

/**
 * The cursor is the position of the last release of a page, so that no release is repeated or skipped when others are
 * published between two requests.
 */
export function encodeCursor({ at, number }: DateIndexPosition): string {
  return `${at.toString(36)}-${number.toString(36)}`;
}

/** Null without a cursor, which means the first page. */
export function decodeCursor(cursor: string | null): DateIndexPosition | null | 'malformed' {
  if (cursor === null) return null;
  const [, first, second] = CURSOR.exec(cursor) ?? [];
  if (first === undefined || second === undefined) return 'malformed';
  const position = { at: Number.parseInt(first, 36), number: Number.parseInt(second, 36) };
  const isInRange = position.at < INSTANT_LIMIT && position.number < NUMBER_LIMIT;
  // Only one spelling of each position is accepted, so that caches hold each page once.
  return isInRange && encodeCursor(position) === cursor ? position : 'malformed';
}
