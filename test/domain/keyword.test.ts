import { expect, test } from 'vitest';
import { canonicalKeyword, distinctKeywords } from '../../src/domain/text.ts';

test.each([
  ['JÄÄ', 'jää'],
  ['ja\u0308a\u0308', 'jää'],
  // Lower case decomposes this capital letter, and NFC composes its base with the next mark.
  ['\u0130\u0327', 'i\u0327\u0307'],
  // NFC composes this letter with its mark only in lower case.
  ['\u03AA\u0301', '\u0390'],
])('"%s" is compared as "%s"', (keyword, canonical) => {
  expect(canonicalKeyword(keyword)).toBe(canonical);
});

test('a canonical keyword is its own canonical form', () => {
  for (let code = 0x20; code < 0x3000; code += 1) {
    for (const mark of ['', '\u0301', '\u0307', '\u0323', '\u0327']) {
      const canonical = canonicalKeyword(String.fromCodePoint(code) + mark);
      if (canonicalKeyword(canonical) !== canonical || canonical.normalize('NFC') !== canonical) {
        expect.fail(`U+${code.toString(16)} ${JSON.stringify(mark)}`);
      }
    }
  }
  expect(canonicalKeyword('Jää')).toBe('jää');
});

test('the first spelling of equal keywords is kept', () => {
  expect(distinctKeywords(['Jää', 'JÄÄ', 'sula', 'ja\u0308a\u0308', 'Sula', 'lumi'])).toEqual([
    'Jää',
    'sula',
    'lumi',
  ]);
});
