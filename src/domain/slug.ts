import { LIMITS } from './limits.ts';

/** What NFKD leaves whole; ä, ö, å, é and their like it takes apart. */
const FOLDED: { readonly [letter: string]: string } = {
  æ: 'ae',
  ø: 'o',
  œ: 'oe',
  ß: 'ss',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ŋ: 'n',
  ŧ: 't',
};

/** For a title without one Latin letter or digit. */
const FALLBACK = 'release';

/** The last part of a release's address: `Hyvää syntymäpäivää!` gives `hyvaa-syntymapaivaa`. Never empty. */
export function slugify(title: string): string {
  const words = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[æøœßđðþłŋŧ]/gu, (letter) => FOLDED[letter] ?? '')
    .replace(/\p{M}+/gu, '')
    .split(/[^a-z0-9]+/u)
    .filter((word) => word !== '');
  let slug = '';
  for (const word of words) {
    if (slug === '') slug = word.slice(0, LIMITS.variantSlug);
    else if (slug.length + 1 + word.length <= LIMITS.variantSlug) slug += `-${word}`;
    else break;
  }
  return slug === '' ? FALLBACK : slug;
}
