import { expect, test } from 'vitest';
import { isWithin } from '../../src/base/json-text.ts';
import { cpuTimeOf } from '../cpu-time.ts';

const ANY = Number.POSITIVE_INFINITY;

test('nesting is counted, except brackets in strings', () => {
  const nested = `${'[{"a":'.repeat(5)}"\\\\\\"[[[["${'}]'.repeat(5)}`;
  expect(isWithin(nested, { depth: 10, values: ANY })).toBe(true);
  expect(isWithin(nested, { depth: 9, values: ANY })).toBe(false);
});

test('members and elements are counted, except commas in strings', () => {
  const text = '{"a,b":[1,2,3],"c":{"d":"\\",,,,"}}';
  expect(isWithin(text, { depth: ANY, values: 6 })).toBe(true);
  expect(isWithin(text, { depth: ANY, values: 5 })).toBe(false);
});

test('a text of many brackets is counted quickly', () => {
  const used = cpuTimeOf(() => {
    expect(isWithin('['.repeat(5_000_000), { depth: 33, values: ANY })).toBe(false);
    expect(isWithin('[],'.repeat(1_000_000), { depth: 33, values: ANY })).toBe(true);
  });
  expect(used).toBeLessThan(2_000);
});
