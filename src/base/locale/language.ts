/** The languages Kaiku serves. A new language is one member here and one catalogue in `locales/`. */
export const LANGUAGES = ['fi', 'sv', 'en'] as const;

export type Language = (typeof LANGUAGES)[number];

/** Text that a publisher gives per language; a language that is absent was not given. */
export type Localized = { readonly [L in Language]?: string };

/** Where no language can be told from the request or the newsroom, Finnish is served. */
export const FALLBACK_LANGUAGE: Language = 'fi';

export function isLanguage(value: unknown): value is Language {
  return typeof value === 'string' && (LANGUAGES as readonly string[]).includes(value);
}

/** The languages that are present as keys of `record`, in the service's order. */
export function languagesOf(record: { readonly [L in Language]?: unknown }): Language[] {
  return LANGUAGES.filter((language) => record[language] !== undefined);
}

/** The text in `language`, else in the first of `fallbacks` that has one, else in any language, else undefined. */
export function pick(text: Localized, language: Language, ...fallbacks: Language[]): string | undefined {
  for (const candidate of [language, ...fallbacks, ...LANGUAGES]) {
    const found = text[candidate];
    if (found !== undefined) return found;
  }
  return undefined;
}
