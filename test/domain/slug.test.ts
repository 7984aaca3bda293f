import { expect, test } from 'vitest';
import { LIMITS } from '../../src/domain/limits.ts';
import { slugify } from '../../src/domain/slug.ts';

const word = (length: number) => 'a'.repeat(length);

test('the first word that does not fit and all words behind it are omitted', () => {
  const first = word(LIMITS.variantSlug - 6);
  expect(slugify(`${first} abcde`)).toBe(`${first}-abcde`);
  expect(slugify(`${first} abcde x`)).toBe(`${first}-abcde`);
  expect(slugify(`${first} abcdef x`)).toBe(first);
});

test('a first word that is too long is cut', () => {
  expect(slugify(word(LIMITS.variantSlug + 1))).toBe(word(LIMITS.variantSlug));
  expect(slugify(`${word(LIMITS.variantSlug)} b`)).toBe(word(LIMITS.variantSlug));
});

test.each([
  ['Hyvää syntymäpäivää, Åbo!', 'hyvaa-syntymapaivaa-abo'],
  ['Straße & Ærø', 'strasse-aero'],
  ['  – 2026: 10 000 € –  ', '2026-10-000'],
  ['Привет', 'release'],
  ['', 'release'],
])('"%s" is %s in an address', (title, slug) => {
  expect(slugify(title)).toBe(slug);
});
