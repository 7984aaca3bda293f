import type { Language } from '../base/locale/language.ts';
import { paddedNumber } from '../storage/keys.ts';

export const searchKeys = {
  all: (key: number) => `search:${paddedNumber(key)}`,
  inLanguage: (key: number, language: Language) => `search:${paddedNumber(key)}:${language}`,
  row: (key: number, language: Language, number: number) =>
    `search:${paddedNumber(key)}:${language}:${paddedNumber(number)}`,
  /** Records how far existing releases are indexed. */
  progress: (key: number) => `searchable:${paddedNumber(key)}`,
};
