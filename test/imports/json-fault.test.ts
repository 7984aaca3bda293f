import fc from 'fast-check';
import { expect, it } from 'vitest';
import { faultIn, nestsDeeper } from '../../src/imports/json-fault.ts';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

it('finds nothing wrong before the end of what is JSON', () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(), (json, cut) => {
      expect(faultIn(json)).toBe(json.length);
      // Nothing that is left of it can be wrong before its end either, unless a number or a word was cut.
      const start = json.slice(0, cut % (json.length + 1));
      expect(faultIn(start)).toBeGreaterThanOrEqual(start.length - 24);
    }),
  );
});

it('finds the fault of what is not, at the first character that could not follow', () => {
  fc.assert(
    fc.property(
      fc.json(),
      fc.nat(),
      fc.constantFrom('x', '}', ']', ',', ':', '"', '\n', '\\'),
      (json, place, odd) => {
        const at = place % (json.length + 1);
        const text = json.slice(0, at) + odd + json.slice(at);
        const fault = faultIn(text);
        if (!isJson(text)) expect(fault).toBeGreaterThanOrEqual(Math.min(at - 24, text.length));
        else expect(fault).toBe(text.length);
      },
    ),
  );
});

it('counts how deep brackets stand, and those in strings not', () => {
  const nested = `${'[{"a":'.repeat(5)}"\\\\\\"[[[["${'}]'.repeat(5)}`;
  expect(nestsDeeper(nested, 10)).toBe(false);
  expect(nestsDeeper(nested, 9)).toBe(true);
});

it('counts a whole document of brackets at once', () => {
  const start = performance.now();
  expect(nestsDeeper('['.repeat(5_000_000), 33)).toBe(true);
  expect(nestsDeeper('[],'.repeat(1_000_000), 33)).toBe(false);
  expect(performance.now() - start).toBeLessThan(2_000);
});
