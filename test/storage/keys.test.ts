import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeHex } from '../../src/base/hex.ts';
import { invertedInstant, invertedNumber, paddedInstant, paddedNumber } from '../../src/storage/keys.ts';

const instants = fc.integer({ min: 0, max: 99_999_999_999_999 });
const numbers = fc.integer({ min: 0, max: 999_999_999 });

describe('segments of a key', () => {
  test('have a fixed number of digits', () => {
    const cases: [segment: string, expected: string][] = [
      [paddedInstant(0), '00000000000000'],
      [paddedInstant(1_762_981_707_000), '01762981707000'],
      [invertedInstant(0), '99999999999999'],
      [invertedInstant(1_762_981_707_000), '98237018292999'],
      [invertedInstant(99_999_999_999_999), '00000000000000'],
      [paddedNumber(42), '000000042'],
      [paddedNumber(42, 3), '042'],
      [paddedNumber(999, 3), '999'],
      [invertedNumber(42), '999999957'],
      [invertedNumber(1_000_042, 15), '999999998999957'],
    ];
    for (const [segment, expected] of cases) expect(segment).toBe(expected);
  });

  test('sort by instant, ascending or newest first', () => {
    fc.assert(
      fc.property(instants, instants, (one, other) => {
        expect(order(paddedInstant(one), paddedInstant(other))).toBe(order(one, other));
        expect(order(invertedInstant(one), invertedInstant(other))).toBe(order(other, one));
      }),
    );
  });

  test('sort by number, ascending or greatest first', () => {
    fc.assert(
      fc.property(numbers, numbers, (one, other) => {
        expect(order(paddedNumber(one), paddedNumber(other))).toBe(order(one, other));
        expect(order(invertedNumber(one), invertedNumber(other))).toBe(order(other, one));
      }),
    );
  });

  test('can be converted back', () => {
    fc.assert(
      fc.property(instants, numbers, (instant, number) => {
        expect(Number(paddedInstant(instant))).toBe(instant);
        expect(Number(invertedInstant(Number(invertedInstant(instant))))).toBe(instant);
        expect(Number(paddedNumber(number))).toBe(number);
        expect(Number(invertedNumber(Number(invertedNumber(number))))).toBe(number);
      }),
    );
  });

  test('cannot be made of a number that would not sort', () => {
    for (const wrong of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 1e21]) {
      for (const segment of [paddedInstant, invertedInstant, paddedNumber, invertedNumber]) {
        expect(() => segment(wrong)).toThrow(RangeError);
      }
    }
    expect(() => paddedNumber(1_000, 3)).toThrow(RangeError);
    expect(() => invertedNumber(1_000, 3)).toThrow(RangeError);
    expect(() => invertedInstant(100_000_000_000_000)).toThrow(RangeError);
  });

  test('encode any text as hexadecimal UTF-8', () => {
    expect(encodeHex('ilmasto')).toBe('696c6d6173746f');
    expect(encodeHex('Ähtäri 🐻')).toBe('c3846874c3a4726920f09f90bb');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(encodeHex(text)).toMatch(/^(?:[0-9a-f]{2})*$/);
        expect(Buffer.from(encodeHex(text), 'hex').toString('utf8')).toBe(text);
      }),
    );
  });
});

function order<T extends string | number>(one: T, other: T): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
