import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LANGUAGES, type Language } from '../../src/base/locale/language.ts';
import { searchClauses } from '../../src/search/query.ts';
import { formTerms, termsOf } from '../../src/search/words.ts';
import { APART, APART_UNSEEN, FOUND, FOUND_UNSEEN, NOT_YET_FOUND } from './finnish-pairs.ts';

/** Whether a search for `query` finds a text that has only `word`. */
function finds(language: Language, query: string, word: string): boolean {
  const terms = termsOf(language, word);
  return searchClauses(language, query).every(
    ({ prefix, terms: clauses }) =>
      terms.some((term) => term.startsWith(prefix)) || clauses.some((term) => terms.includes(term)),
  );
}

/** The words of each query that a search does not find, or does. */
function those(pairs: { readonly [query: string]: string }, isFound: boolean): string[] {
  return Object.entries(pairs).flatMap(([query, words]) =>
    words.split(' ').flatMap((word) => (finds('fi', query, word) === isFound ? [`${query}: ${word}`] : [])),
  );
}

describe('Finnish', () => {
  test.each([
    ['silta', 'silta sillan siltaa sillassa silloilla siltoja sillat siltojen siltaan sillallakin siltamme'],
    ['sillan', 'silta siltaa silloilla'],
    ['silloilla', 'silta sillan siltoja'],
  ])('%s finds its inflections', (query, words) => {
    for (const word of words.split(' ')) expect([word, finds('fi', query, word)]).toEqual([word, true]);
  });

  test('inflections are found, of words the rules were made with and of others', () => {
    expect(those({ ...FOUND, ...FOUND_UNSEEN }, false)).toEqual([]);
  });

  test('words that look alike are not taken for one another', () => {
    expect(those({ ...APART, ...APART_UNSEEN }, true)).toEqual([]);
  });

  test('a grade in which k goes altogether is known not to be found', () => {
    expect(those(NOT_YET_FOUND, true)).toEqual([]);
  });
});

test.each([
  ['bro', 'bro bron broar broarna brons'],
  ['bron', 'bro broar broarna'],
  ['broarna', 'bro bron broar'],
  ['skola', 'skolan skolor skolorna skolans'],
  ['skolorna', 'skola skolan skolor'],
  ['möte', 'mötet möten mötena'],
  ['huset', 'hus husen'],
  ['invånare', 'invånarna invånaren'],
  ['beslutet', 'beslut besluten'],
])('Swedish: %s finds its inflections', (query, words) => {
  for (const word of words.split(' ')) expect([word, finds('sv', query, word)]).toEqual([word, true]);
});

test.each([
  ['bro', 'bär bok råbro'],
  ['hus', 'hund höst'],
  ['möte', 'mått mat'],
  ['skola', 'sko'],
])('Swedish: %s finds no other words', (query, words) => {
  for (const word of words.split(' ')) expect([word, finds('sv', query, word)]).toEqual([word, false]);
});

test.each([
  ['bridge', 'bridge bridges'],
  ['bridges', 'bridge bridges'],
  ['city', 'cities'],
  ['buses', 'bus'],
  ['news', 'news'],
])('English: %s finds its plural and its singular', (query, words) => {
  for (const word of words.split(' ')) expect([word, finds('en', query, word)]).toEqual([word, true]);
});

test.each([
  ['university', 'universe universal'],
  ['news', 'new newer'],
  ['glass', 'glad'],
])('English: %s finds no other words', (query, words) => {
  for (const word of words.split(' ')) expect([word, finds('en', query, word)]).toEqual([word, false]);
});

test('a word finds itself and what begins with it, in every language', () => {
  const word = fc.stringMatching(/^[a-zäöå0-9]{1,30}$/);
  fc.assert(
    fc.property(fc.constantFrom(...LANGUAGES), word, word, (language, start, rest) => {
      expect(finds(language, start, start)).toBe(true);
      expect(finds(language, start, start + rest)).toBe(true);
    }),
  );
});

test('a word has a few forms, however long and strange it is', () => {
  const strange = fc.oneof(
    fc.stringMatching(/^[aiknstäölmv]{1,60}$/),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
  );
  fc.assert(
    fc.property(fc.constantFrom(...LANGUAGES), strange, (language, word) => {
      const forms = formTerms(language, word);
      expect(forms.length).toBeLessThanOrEqual(16);
    }),
    { numRuns: 200 },
  );
});
