import type { Language } from '../base/locale/language.ts';
import { formTerms, wordsOf } from './words.ts';

/** What of a query counts; whatever comes after is ignored. */
export const SEARCH_LIMITS = { characters: 200, words: 10 } as const;

/** One word of a query: a text has it when it has one of these. */
export interface ParsedSearch {
  /** A word of the text begins with it. */
  readonly prefix: string;
  /** A word of the text shares a form with it: its terms. */
  readonly terms: readonly string[];
}

/**
 * The words of what a person typed, each once, in order: the query in canonical form. There is no syntax: quotes, stars,
 * brackets and operators are white space between words, or words.
 */
export function queryWords(typed: string): readonly string[] {
  // Cut before it is looked at, so that a query of a megabyte costs as much as one of 200 characters.
  const start = Array.from(typed.slice(0, 4 * SEARCH_LIMITS.characters)).slice(0, SEARCH_LIMITS.characters);
  return [...new Set(wordsOf(start.join('')))].slice(0, SEARCH_LIMITS.words);
}

/** What a text must have, all of it. Nothing is wanted when nothing was typed, and then nothing is found. */
export function searchClauses(language: Language, typed: string): readonly ParsedSearch[] {
  return queryWords(typed).map((word) => ({ prefix: word, terms: formTerms(language, word) }));
}
