import type { Language } from '../base/locale/language.ts';
import { canonicalKeyword } from '../domain/text.ts';
import { englishForms } from './english.ts';
import { finnishForms } from './finnish.ts';
import { swedishForms } from './swedish.ts';

/** Must match the tokenizer of the index. */
const WORD = /[\p{L}\p{M}\p{N}]+/gu;
/** Soft hyphen, zero width space and joiners, which are not part of a word. */
const INVISIBLE = /[\u00AD\u200B-\u200D\u2060]/gu;
const MAX_WORD_LENGTH = 60;
/** Different words of one text that are found. A body of 200 kB of prose has fewer; a list of words may have more. */
export const MAX_WORDS = 10_000;

/** Marks a term as a form, so that the prefix search for words does not match it. */
const FORM_MARK = '=';

const FORMS: { readonly [L in Language]: (word: string) => readonly string[] } = {
  fi: finnishForms,
  sv: swedishForms,
  en: englishForms,
};

export function wordsOf(text: string): string[] {
  const words = canonicalKeyword(text.replace(INVISIBLE, '')).match(WORD) ?? [];
  return words.map((word) =>
    word.length > MAX_WORD_LENGTH ? Array.from(word).slice(0, MAX_WORD_LENGTH).join('') : word,
  );
}

/** The terms that the index stores for a text: its words, and the forms that differ from them. */
export function termsOf(language: Language, text: string): string[] {
  const terms = new Set<string>();
  for (const word of [...new Set(wordsOf(text))].slice(0, MAX_WORDS)) {
    terms.add(word);
    for (const form of FORMS[language](word)) if (form !== word) terms.add(FORM_MARK + form);
  }
  return [...terms];
}

/** The terms of a text that contains `word` in any inflection. */
export function inflectionTerms(language: Language, word: string): string[] {
  return FORMS[language](word).flatMap((form) => [form, FORM_MARK + form]);
}
