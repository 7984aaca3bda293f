import { expect, test } from 'vitest';
import { canonicalKeyword, withoutRepeats } from '../../src/domain/text.ts';

test.each([
  ['JÄÄ', 'jää'],
  ['ja\u0308a\u0308', 'jää'],
  // A capital that falls apart in lower case, and what is left meets the mark behind it.
  ['\u0130\u0327', 'i\u0327\u0307'],
  // A letter that lower case composes anew with its mark.
  ['\u03AA\u0301', '\u0390'],
])('"%s" is compared as "%s"', (given, canonical) => {
  expect(canonicalKeyword(given)).toBe(canonical);
});

test('what is canonical stays as it is, whatever it was made of', () => {
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

test('of keywords that are compared as the same the first spelling stays', () => {
  expect(withoutRepeats(['Jää', 'JÄÄ', 'sula', 'ja\u0308a\u0308', 'Sula', 'lumi'])).toEqual([
    'Jää',
    'sula',
    'lumi',
  ]);
});
