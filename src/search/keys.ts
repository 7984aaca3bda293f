import type { Language } from '../base/locale/language.ts';
import { padded } from '../storage/keys.ts';

/** Addresses of what the public finds, by language and release. `key` is the newsroom's internal key. */
export const searchKeys = {
  all: (key: number) => `search:${padded(key)}`,
  inLanguage: (key: number, language: Language) => `search:${padded(key)}:${language}`,
  row: (key: number, language: Language, number: number) =>
    `search:${padded(key)}:${language}:${padded(number)}`,
  /** How far the releases from before there was a search have been brought into it. */
  progress: (key: number) => `searchable:${padded(key)}`,
};
