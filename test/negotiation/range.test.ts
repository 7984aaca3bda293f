import { describe, expect, test } from 'vitest';
import { chooseRange, isRangeAllowed } from '../../src/negotiation/range.ts';

describe('of ten bytes', () => {
  test.each([
    ['bytes=0-3', 0, 4],
    ['bytes=3-3', 3, 1],
    ['bytes=9-', 9, 1],
    ['bytes=9-9', 9, 1],
    ['bytes=8-99', 8, 2],
    ['bytes=-1', 9, 1],
    ['bytes=-10', 0, 10],
    ['bytes=-99', 0, 10],
    ['BYTES= 0-0 ', 0, 1],
  ])('%s starts at %d and has %d bytes', (field, offset, length) => {
    expect(chooseRange(field, 10)).toEqual({ offset, length });
  });

  test.each(['bytes=10-', 'bytes=10-10', 'bytes=11-20', 'bytes=-0'])('%s is unsatisfiable', (field) => {
    expect(chooseRange(field, 10)).toBe('unsatisfiable');
  });

  test.each([
    null,
    '',
    'bytes=-',
    'bytes=3-2',
    'bytes=99-98',
    'bytes=0-1,3-4',
    'lines=0-1',
    'bytes=a-b',
    '0-3',
  ])('%s is ignored, so the whole file is returned', (field) => {
    expect(chooseRange(field, 10)).toBeNull();
  });
});

test('an empty file has no range', () => {
  for (const field of ['bytes=0-', 'bytes=0-0', 'bytes=-1']) {
    expect([field, chooseRange(field, 0)]).toEqual([field, 'unsatisfiable']);
  }
});

test('If-Range allows a range only with the current strong ETag', () => {
  for (const ifRange of [null, '"a"', ' "a" ']) expect(isRangeAllowed(ifRange, '"a"')).toBe(true);
  for (const ifRange of ['"b"', 'W/"a"', 'a', '', 'Tue, 10 Mar 2026 10:00:00 GMT', '"a", "b"']) {
    expect([ifRange, isRangeAllowed(ifRange, '"a"')]).toEqual([ifRange, false]);
  }
  expect(isRangeAllowed('W/"a"', 'W/"a"')).toBe(false);
});
