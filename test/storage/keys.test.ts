import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hex } from '../../src/base/hex.ts';
import { ascending, inverted, invertedNumber, padded } from '../../src/storage/keys.ts';

const instants = fc.integer({ min: 0, max: 99_999_999_999_999 });
const numbers = fc.integer({ min: 0, max: 999_999_999 });

describe('segments of a key', () => {
  test('are digits of a fixed width', () => {
    const cases: [segment: string, expected: string][] = [
      [ascending(0), '00000000000000'],
      [ascending(1_762_981_707_000), '01762981707000'],
      [inverted(0), '99999999999999'],
      [inverted(1_762_981_707_000), '98237018292999'],
      [inverted(99_999_999_999_999), '00000000000000'],
      [padded(42), '000000042'],
      [padded(42, 3), '042'],
      [padded(999, 3), '999'],
      [invertedNumber(42), '999999957'],
      [invertedNumber(1_000_042, 15), '999999998999957'],
    ];
    for (const [segment, expected] of cases) expect(segment).toBe(expected);
  });

  test('sort by instant, ascending or newest first', () => {
    fc.assert(
      fc.property(instants, instants, (one, other) => {
        expect(order(ascending(one), ascending(other))).toBe(order(one, other));
        expect(order(inverted(one), inverted(other))).toBe(order(other, one));
      }),
    );
  });

  test('sort by number, ascending or greatest first', () => {
    fc.assert(
      fc.property(numbers, numbers, (one, other) => {
        expect(order(padded(one), padded(other))).toBe(order(one, other));
        expect(order(invertedNumber(one), invertedNumber(other))).toBe(order(other, one));
      }),
    );
  });

  test('give back what they were made from', () => {
    fc.assert(
      fc.property(instants, numbers, (instant, number) => {
        expect(Number(ascending(instant))).toBe(instant);
        expect(Number(inverted(Number(inverted(instant))))).toBe(instant);
        expect(Number(padded(number))).toBe(number);
        expect(Number(invertedNumber(Number(invertedNumber(number))))).toBe(number);
      }),
    );
  });

  test('are refused for what would not sort', () => {
    for (const wrong of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 1e21]) {
      for (const segment of [ascending, inverted, padded, invertedNumber]) {
        expect(() => segment(wrong)).toThrow(RangeError);
      }
    }
    expect(() => padded(1_000, 3)).toThrow(RangeError);
    expect(() => invertedNumber(1_000, 3)).toThrow(RangeError);
    expect(() => inverted(100_000_000_000_000)).toThrow(RangeError);
  });

  test('hold any text as hexadecimal of its UTF-8', () => {
    expect(hex('ilmasto')).toBe('696c6d6173746f');
    expect(hex('Ähtäri 🐻')).toBe('c3846874c3a4726920f09f90bb');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(hex(text)).toMatch(/^(?:[0-9a-f]{2})*$/);
        expect(Buffer.from(hex(text), 'hex').toString('utf8')).toBe(text);
      }),
    );
  });
});

function order<T extends string | number>(one: T, other: T): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
