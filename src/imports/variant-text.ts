import { toOneLine, toPlainLine } from '../domain/text.ts';
import type { ImportVariant } from './document.ts';
import { escapeAttribute, firstWords, hasMarkup, plainText } from './html.ts';

const MAX_WORDS_IN_KEYWORD = 3;

/** Longer text is not split, and a release refuses it as a too long keyword. */
const MAX_KEYWORDS_LENGTH = 50_000;

/** Empty lines separate paragraphs, other line ends become `<br>`. */
export function paragraphs(text: string): string {
  return escapeAttribute(text)
    .replace(/\r\n?/g, '\n')
    .split(/\n[^\S\n]*\n/)
    .map((block) => block.trim())
    .filter((block) => block !== '')
    .map((block) => `<p>${block.split(/\s*\n\s*/).join('<br>')}</p>`)
    .join('\n');
}

/** Body text may be HTML, or plain text with HTML character references. */
export function bodyHtml(text: string): string {
  if (text.trim() === '') return '';
  return hasMarkup(text) ? text : paragraphs(plainText(text));
}

/** Keywords are separated by commas, semicolons or lines, or else by spaces. */
export function parseKeywords(text: string): string[] {
  if (text.length > MAX_KEYWORDS_LENGTH) return [text];
  const parts = /[,;\n]/.test(text) ? text.split(/[,;\n]/) : splitAtSpaces(text);
  return parts.map(toPlainLine).filter((keyword) => keyword !== '');
}

function splitAtSpaces(text: string): string[] {
  const words = toOneLine(text).split(' ');
  return words.length > MAX_WORDS_IN_KEYWORD ? words : [text];
}

/** Makes a missing title from the lead or the body; null when there is no text at all. */
export function withTitle(variant: ImportVariant): ImportVariant | null {
  const title = toPlainLine(variant.title) || firstWords(variant.lead) || firstWords(plainText(variant.body));
  return title === '' ? null : { ...variant, title };
}
