import fc from 'fast-check';
import { expect, it } from 'vitest';
import { syntaxErrorIndex } from '../../src/imports/json-fault.ts';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

it('finds no error before the end of valid JSON', () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(), (json, cut) => {
      expect(syntaxErrorIndex(json)).toBe(json.length);
      // A truncated document has no error before its end, except in a truncated number or literal.
      const start = json.slice(0, cut % (json.length + 1));
      expect(syntaxErrorIndex(start)).toBeGreaterThanOrEqual(start.length - 24);
    }),
  );
});

it('finds the error of invalid JSON at the first invalid character', () => {
  fc.assert(
    fc.property(
      fc.json(),
      fc.nat(),
      fc.constantFrom('x', '}', ']', ',', ':', '"', '\n', '\\'),
      (json, position, inserted) => {
        const at = position % (json.length + 1);
        const text = json.slice(0, at) + inserted + json.slice(at);
        const errorIndex = syntaxErrorIndex(text);
        if (!isJson(text)) expect(errorIndex).toBeGreaterThanOrEqual(Math.min(at - 24, text.length));
        else expect(errorIndex).toBe(text.length);
      },
    ),
  );
});
