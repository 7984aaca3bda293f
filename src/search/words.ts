import type { Language } from '../base/locale/language.ts';
import { canonicalKeyword } from '../domain/text.ts';
import { englishForms } from './english.ts';
import { finnishForms } from './finnish.ts';
import { swedishForms } from './swedish.ts';

/** What a word is: letters, digits and their marks. The index's tokenizer is told the same. */
const WORD = /[\p{L}\p{M}\p{N}]+/gu;
/** Where a word may be broken, which is no part of it: soft hyphen, zero width space and joiners. */
const INVISIBLE = /[\u00AD\u200B-\u200D\u2060]/gu;
/** Longer than any word of a text; a longer run is cut, here and in queries alike. */
const WORD_LENGTH = 60;
/** Stands before a form, so that a prefix does not find it: it is no word that anybody wrote. */
const FORM = '=';

const FORMS: { readonly [L in Language]: (word: string) => readonly string[] } = {
  fi: finnishForms,
  sv: swedishForms,
  en: englishForms,
};

/** The words of a text as they are compared: NFC, lower case. */
export function wordsOf(text: string): string[] {
  const found = canonicalKeyword(text.replace(INVISIBLE, '')).match(WORD) ?? [];
  return found.map((word) =>
    word.length > WORD_LENGTH ? Array.from(word).slice(0, WORD_LENGTH).join('') : word,
  );
}

/** All that a text is found by: its words and their forms, each once. A form that is the word itself is the word. */
export function termsOf(language: Language, text: string): string[] {
  const terms = new Set<string>();
  for (const word of new Set(wordsOf(text))) {
    terms.add(word);
    for (const form of FORMS[language](word)) if (form !== word) terms.add(FORM + form);
  }
  return [...terms];
}

/** The terms by which a text that has `word` in another inflection is found. */
export function formTerms(language: Language, word: string): string[] {
  return FORMS[language](word).flatMap((form) => [form, FORM + form]);
}
