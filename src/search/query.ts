import type { Language } from '../base/locale/language.ts';
import { inflectionTerms, wordsOf } from './words.ts';

export const SEARCH_LIMITS = { characters: 200, words: 10 } as const;

/** A text matches by the prefix or by one of the terms. */
export interface QueryClause {
  readonly prefix: string;
  readonly terms: readonly string[];
}

/** The distinct words of a query, in order. Queries have no syntax: punctuation only separates words. */
export function queryWords(typed: string): readonly string[] {
  const start = Array.from(typed.slice(0, 4 * SEARCH_LIMITS.characters)).slice(0, SEARCH_LIMITS.characters);
  return [...new Set(wordsOf(start.join('')))].slice(0, SEARCH_LIMITS.words);
}

/** A text must match every clause. A query without words has no clauses and no results. */
export function searchClauses(language: Language, typed: string): readonly QueryClause[] {
  return queryWords(typed).map((word) => ({ prefix: word, terms: inflectionTerms(language, word) }));
}
