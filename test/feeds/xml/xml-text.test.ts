import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escapeText, xmlText } from '../../../src/feeds/xml/xml-text.ts';

test.each([
  ['control characters are removed', 'a\u0000b\u0008c\u000Bd\u001Fe', 'abcde'],
  ['tab and line feed remain', 'a\tb\nc', 'a\tb\nc'],
  ['line ends become LF', 'a\r\nb\rc\r\r\nd', 'a\nb\nc\n\nd'],
  ['lone surrogates are removed', 'a\uD83Db\uDE00c', 'abc'],
  ['a pair of surrogates is one character and remains', 'lautta \u{1F6A2}', 'lautta \u{1F6A2}'],
  ['U+FFFE and U+FFFF are removed, U+FFFD remains', 'a\uFFFEb\uFFFFc\uFFFD', 'abc\uFFFD'],
  ['C1 controls are legal in XML 1.0', 'a\u0085b', 'a\u0085b'],
  ['letters outside ASCII remain', 'Äänekoski, Ölandsvägen', 'Äänekoski, Ölandsvägen'],
])('%s', (_outcome, text, expected) => {
  expect(xmlText(text)).toBe(expected);
});

/** The production Char of XML 1.0 section 2.2. */
function isXmlCharacter(point: number): boolean {
  if (point < 0x20) return point === 0x9 || point === 0xa || point === 0xd;
  return point < 0xd800 || (point > 0xdfff && point < 0xfffe) || point > 0xffff;
}

test('exactly the XML characters of any code units remain', () => {
  const units = fc.array(
    fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0xd7f0, max: 0xe00f })),
  );
  fc.assert(
    fc.property(units, (codes) => {
      const text = String.fromCharCode(...codes).replaceAll('\r', '');
      const legal = [...text].filter((character) => isXmlCharacter(character.codePointAt(0) ?? 0));
      expect(xmlText(text)).toBe(legal.join(''));
    }),
  );
});

test('markup is escaped', () => {
  expect(escapeText('a < b && c > "d" &amp;')).toBe('a &lt; b &amp;&amp; c &gt; "d" &amp;amp;');
});
