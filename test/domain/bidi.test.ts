import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { balanceBidi, balanceBidiOfHtml, withoutBidiControls } from '../../src/domain/bidi.ts';
import { isBalanced, MARKED } from './bidi-text.ts';

const ANY = fc.oneof(MARKED, fc.string({ unit: 'binary' }));

describe('a text', () => {
  test.each([
    ['of one direction stays', 'Uusi lautta', 'Uusi lautta'],
    ['that closes what it opens stays', 'a \u202Bשלום\u202C b \u2067\u202Ec\u202C\u2069', null],
    ['gets the end of an embedding', 'a\u202Eb', 'a\u202Eb\u202C'],
    ['gets the end of an isolate', 'a\u2068b', 'a\u2068b\u2069'],
    ['gets ends in the order of their opening', '\u2067a\u202Bb', '\u2067a\u202Bb\u202C\u2069'],
    ['loses ends that end nothing', 'a\u202Cb\u2069', 'ab'],
    ['ends the embeddings of an isolate with it', '\u2066\u202Ea\u2069b', '\u2066\u202Ea\u202C\u2069b'],
    [
      'loses an end of what an isolate does not contain',
      '\u202Ea\u2066\u202Cb\u2069',
      '\u202Ea\u2066b\u2069\u202C',
    ],
    ['is balanced in each line', 'a\u202Eb\nc\u202C', 'a\u202Eb\u202C\nc'],
  ])('%s', (_, text, balanced) => {
    expect(balanceBidi(text)).toBe(balanced ?? text);
  });

  test('is balanced once and for all, and is otherwise unchanged', () => {
    fc.assert(
      fc.property(ANY, (text) => {
        const balanced = balanceBidi(text);
        expect(balanced.split('\n').every(isBalanced)).toBe(true);
        expect(balanceBidi(balanced)).toBe(balanced);
        expect(withoutBidiControls(balanced)).toBe(withoutBidiControls(text));
        if (text.split('\n').every(isBalanced)) expect(balanced).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  test('of nothing but openings is balanced in linear time', () => {
    const many = '\u202E\u2067'.repeat(100_000);
    expect(balanceBidi(many)).toHaveLength(400_000);
  });
});

describe('HTML', () => {
  test.each([
    ['each block by itself', '<p>a\u202Eb</p><p>c\u202C</p>', '<p>a\u202Eb\u202C</p><p>c</p>'],
    ['across inline elements', '<p>\u202Ba <b>b\u202C</b></p>', null],
    ['before a block in a block', '<div>\u2067a<p>b</p>c</div>', '<div>\u2067a\u2069<p>b</p>c</div>'],
    ['to a line break', '\u202Ea<br />b', '\u202Ea\u202C<br />b'],
    ['to a line end of preformatted text', '<pre>\u202Ea\nb</pre>', '<pre>\u202Ea\u202C\nb</pre>'],
    ['across a line end of other text', '<p>\u202Ba\nb\u202C</p>', null],
    [
      'without its attributes',
      '<p><abbr title="\u202Ea\u202C">b\u202E</abbr></p>',
      '<p><abbr title="\u202Ea\u202C">b\u202E</abbr>\u202C</p>',
    ],
  ])('is balanced %s', (_, html, balanced) => {
    expect(balanceBidiOfHtml(html)).toBe(balanced ?? html);
  });
});
