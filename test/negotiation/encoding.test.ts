import { describe, expect, it } from 'vitest';
import { chooseEncoding, type Encoding } from '../../src/negotiation/encoding.ts';

describe('the coding for an Accept-Encoding field', () => {
  it.each<[string | null, Encoding | null]>([
    [null, null],
    ['', null],
    ['gzip', 'gzip'],
    ['br', 'br'],
    ['GZIP', 'gzip'],
    ['x-gzip', 'gzip'],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip, deflate', 'gzip'],
    ['deflate', null],
    ['*', 'br'],
    // The highest weight wins, and brotli wins a tie.
    ['br;q=0.5, gzip;q=0.8', 'gzip'],
    ['gzip;q=0.5, br;q=0.5', 'br'],
    ['gzip;q=0.1', 'gzip'],
    // Weight 0 excludes a coding.
    ['gzip;q=0', null],
    ['br;q=0, gzip', 'gzip'],
    ['br;q=0, *', 'gzip'],
    ['br;q=0, gzip;q=0, *', null],
    ['*;q=0', null],
    ['*;q=0, gzip', 'gzip'],
    ['gzip;q=0, x-gzip', 'gzip'],
    // Identity is preferred.
    ['identity', null],
    ['identity, gzip;q=0.5', null],
    ['identity;q=0.5, gzip', 'gzip'],
    ['identity, gzip', 'gzip'],
    ['identity;q=0.5, *;q=0.1', null],
    ['br;q=0, gzip;q=0.1, *;q=0.5', null],
    ['identity;q=0, gzip;q=0.1', 'gzip'],
    // Excluding identity is not an error.
    ['identity;q=0', null],
    ['gzip;q=nonsense', null],
    ['gzip;q=nonsense, br;q=0.1', 'br'],
  ])('%j is %s', (field, expected) => {
    expect(chooseEncoding(field)).toBe(expected);
  });
});
