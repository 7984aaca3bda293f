import { oneLine } from '../domain/text.ts';
import type { ImportVariant } from './document.ts';
import { escapeAttribute, firstWords, hasMarkup, plainText } from './html.ts';

/** A list written with spaces has more words than a keyword has. */
const WORDS_OF_A_KEYWORD = 3;

/** Far more than any release may have in keywords; what is longer is none, and is refused as one that is too long. */
const KEYWORDS_LENGTH = 50_000;

/** Plain text as HTML: a paragraph for each run of lines, `<br>` between the lines of one. */
export function paragraphs(text: string): string {
  return escapeAttribute(text)
    .replace(/\r\n?/g, '\n')
    .split(/\n[^\S\n]*\n/)
    .map((block) => block.trim())
    .filter((block) => block !== '')
    .map((block) => `<p>${block.split(/\s*\n\s*/).join('<br>')}</p>`)
    .join('\n');
}

/** A body that is HTML, or prose in which HTML's character references were written. */
export function bodyHtml(text: string): string {
  if (text.trim() === '') return '';
  return hasMarkup(text) ? text : paragraphs(plainText(text));
}

/** Keywords as people write them in one field: with commas, semicolons or lines between, or with nothing but spaces. */
export function keywordsIn(text: string): string[] {
  if (text.length > KEYWORDS_LENGTH) return [text];
  const parts = /[,;\n]/.test(text) ? text.split(/[,;\n]/) : spaced(text);
  return parts.map(oneLine).filter((keyword) => keyword !== '');
}

function spaced(text: string): string[] {
  const words = oneLine(text).split(' ');
  return words.length > WORDS_OF_A_KEYWORD ? words : [text];
}

/** A variant, its title made from its text where it has none; null when it has no text either. */
export function titled(variant: ImportVariant): ImportVariant | null {
  const title = oneLine(variant.title) || firstWords(variant.lead) || firstWords(plainText(variant.body));
  return title === '' ? null : { ...variant, title };
}
