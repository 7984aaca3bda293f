import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  canonicalKeyword,
  distinctKeywords,
  toHtmlSource,
  toLines,
  toOneLine,
} from '../../src/domain/text.ts';

const ANY_TEXT = fc.string({ unit: 'binary' });
const HOSTILE = fc
  .array(
    fc.constantFrom(
      'a',
      ' ',
      '\n',
      '\r',
      '\t',
      '\u0000',
      '\u0085',
      '\u00a0',
      '\u2028',
      '\ud800',
      '\udc00',
      '\uffff',
      '\ufeff',
    ),
  )
  .map((parts) => parts.join(''));

describe('one line', () => {
  test.each([
    ['  Uusi \n\t lautta  ', 'Uusi lautta'],
    ['rivi\r\ntoinen\u0085kolmas\u2028neljäs', 'rivi toinen kolmas neljäs'],
    ['a\u0000b\u0007c\u009fd', 'abcd'],
    ['a \u0001 b', 'a b'],
    ['\ud800ä\udc00', 'ä'],
    ['\ud83d\u0001\ude00', ''],
    ['🚢', '🚢'],
    ['x\uffff\ufffe\ufeffy', 'xy'],
    ['10\u00a0000\u202f€', '10\u00a0000\u202f€'],
    ['10\u00a0 000', '10 000'],
    ['\u00a0\n', ''],
  ])('%j becomes %j', (input, expected) => {
    expect(toOneLine(input)).toBe(expected);
  });
});

describe('several lines', () => {
  test.each([
    [' a\r\nb\rc\u2028d\n\ne \n', 'a\nb\nc\nd\n\ne'],
    ['a\u0000\tb', 'a\tb'],
  ])('%j becomes %j', (input, expected) => {
    expect(toLines(input)).toBe(expected);
  });
});

test('clean text has only characters of XML 1.0, and cleaning it again changes nothing', () => {
  fc.assert(
    fc.property(fc.oneof(ANY_TEXT, HOSTILE), (text) => {
      for (const tidy of [toOneLine, toLines, toHtmlSource]) {
        const once = tidy(text);
        expect(once).toMatch(/^[\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
        expect(tidy(once)).toBe(once);
      }
    }),
  );
});

describe('canonical keywords', () => {
  test.each([
    ['Ilmasto', 'ilmasto'],
    ['A\u030angstro\u0308m', 'ångström'],
    ['İzmir', 'i̇zmir'],
  ])('%s is %s', (input, expected) => {
    expect(canonicalKeyword(input)).toBe(expected);
  });

  test('are their own canonical form', () => {
    fc.assert(
      fc.property(ANY_TEXT, (text) => {
        expect(canonicalKeyword(canonicalKeyword(text))).toBe(canonicalKeyword(text));
      }),
    );
  });

  test('decide which keywords are equal; the first spelling is kept', () => {
    expect(distinctKeywords(['Ilmasto', 'meri', 'ILMASTO', 'ilmasto'])).toEqual(['Ilmasto', 'meri']);
  });
});
