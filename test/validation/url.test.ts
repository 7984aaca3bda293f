import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { resolveUrl } from '../../src/validation/url.ts';

test('whether a text has a scheme is seen as the URL parser sees it', () => {
  const parts = [
    'h',
    'http',
    '\n',
    '\t',
    ' ',
    ':',
    '/',
    '//',
    '[',
    'a.example',
    '+',
    '-',
    '.',
    '\0',
    '?',
    '#',
    '9',
  ];
  const text = fc.array(fc.constantFrom(...parts, 'ä', '\\'), { maxLength: 8 }).map((each) => each.join(''));
  fc.assert(
    fc.property(text, (given) => {
      const parsed = URL.parse(given.trim());
      const isAbsolute = given.trim() !== '' && parsed !== null;
      // An absolute address of an allowed scheme is kept, and a relative one has nothing to resolve against.
      expect(resolveUrl(given, null, [parsed?.protocol ?? 'none:']) !== null).toBe(isAbsolute);
    }),
    { numRuns: 3_000 },
  );
});

test('an address that cannot be parsed is left out', () => {
  expect(resolveUrl('http://[1', 'https://a.example/', [])).toBeNull();
  expect(resolveUrl('//[1', 'https://a.example/', [])).toBeNull();
  expect(resolveUrl(' kuva.jpg', 'https://a.example/b/', [])).toBe('https://a.example/b/kuva.jpg');
});
