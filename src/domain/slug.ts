import { LIMITS } from './limits.ts';

/** Letters that NFKD does not decompose, unlike ä or é. */
const LETTER_REPLACEMENTS: { readonly [letter: string]: string } = {
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

const FALLBACK_SLUG = 'release';

/** `Hyvää syntymäpäivää!` becomes `hyvaa-syntymapaivaa`; the result is never empty. */
export function slugify(title: string): string {
  const words = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[æøœßđðþłŋŧ]/gu, (letter) => LETTER_REPLACEMENTS[letter] ?? '')
    .replace(/\p{M}+/gu, '')
    .split(/[^a-z0-9]+/u)
    .filter((word) => word !== '');
  let slug = '';
  for (const word of words) {
    if (slug === '') slug = word.slice(0, LIMITS.variantSlug);
    else if (slug.length + 1 + word.length <= LIMITS.variantSlug) slug += `-${word}`;
    else break;
  }
  return slug === '' ? FALLBACK_SLUG : slug;
}
