import type { Place } from './date-index.ts';

const CURSOR = /^([0-9a-z]{1,9})-([0-9a-z]{1,6})$/;
/** What the keys of the store hold. */
const LAST_INSTANT = 1e14;
const LAST_NUMBER = 1e9;

/** The place of the last release a reader saw: what is published meanwhile is neither shown twice nor skipped. */
export function encodePlace({ at, number }: Place): string {
  return `${at.toString(36)}-${number.toString(36)}`;
}

/** Null for the beginning of a list. */
export function decodePlace(cursor: string | null): Place | null | 'malformed' {
  if (cursor === null) return null;
  const [, first, second] = CURSOR.exec(cursor) ?? [];
  if (first === undefined || second === undefined) return 'malformed';
  const place = { at: Number.parseInt(first, 36), number: Number.parseInt(second, 36) };
  const isKey = place.at < LAST_INSTANT && place.number < LAST_NUMBER;
  // One spelling a place: the others would be pages of their own in every cache.
  return isKey && encodePlace(place) === cursor ? place : 'malformed';
}
