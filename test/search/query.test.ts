import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainText } from '../../src/search/plain-text.ts';
import { queryWords, SEARCH_LIMITS } from '../../src/search/query.ts';
import { wordsOf } from '../../src/search/words.ts';

test.each([
  ['Uusi silta', ['uusi', 'silta']],
  ['  ÄHTÄRI\tähtäri  ', ['ähtäri']],
  ['a\u0308hta\u0308ri', ['ähtäri']],
  ['"uusi silta" OR (katu*)', ['uusi', 'silta', 'or', 'katu']],
  ['title:silta NEAR(a b, 2) ^x -y', ['title', 'silta', 'near', 'a', 'b', '2', 'x', 'y']],
  ['E18-tie, 12.11.', ['e18', 'tie', '12', '11']],
  ['sil\u00ADta raitio\u200Btie', ['silta', 'raitiotie']],
  ['\u0000\ud800 \uffff', []],
  ['', []],
  ['… — ”?', []],
])('%j is searched for as %j', (typed, words) => {
  expect(queryWords(typed)).toEqual(words);
});

test('text after ten words or 200 characters is ignored', () => {
  const many = Array.from({ length: 30 }, (_, at) => `sana${at}`);
  expect(queryWords(many.join(' '))).toEqual(many.slice(0, SEARCH_LIMITS.words));
  expect(queryWords(`${' '.repeat(196)}silta katu`)).toEqual(['silt']);
  expect(queryWords(`${'𝔘'.repeat(199)} x`)[0]).toBe('𝔘'.repeat(60).toLowerCase());
  expect(queryWords('x'.repeat(10_000_000))).toEqual(['x'.repeat(60)]);
});

test('the canonical form of a query is its own canonical form', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (typed) => {
      const words = queryWords(typed);
      expect(queryWords(words.join(' '))).toEqual(words);
    }),
    { numRuns: 300 },
  );
});

test.each([
  ['<p>Uusi <b>sil</b>ta</p><p>katu</p>', 'Uusi silta katu'],
  ['<ul><li>yksi</li><li>kaksi</li></ul>', 'yksi kaksi'],
  ['Ranta&nbsp;&amp; satama&#228; &#xe4;x', 'Ranta satamaä äx'],
  ['sil&shy;ta<br>tie', 'silta tie'],
  ['<a href="https://satama.example/?a&gt;b" title="piilo">linkki</a>', 'linkki'],
  ['&amp;lt;b&amp;gt; &#99999999; &bogus;', 'lt b gt 99999999 bogus'],
])('the words of %j are those of %j', (html, words) => {
  expect(wordsOf(plainText(html))).toEqual(wordsOf(words));
});
