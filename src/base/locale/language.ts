export const LANGUAGES = ['fi', 'sv', 'en'] as const;

export type Language = (typeof LANGUAGES)[number];

export type Localized = { readonly [L in Language]?: string };

export const FALLBACK_LANGUAGE: Language = 'fi';

export function isLanguage(value: unknown): value is Language {
  return typeof value === 'string' && (LANGUAGES as readonly string[]).includes(value);
}

export function languagesOf(record: { readonly [L in Language]?: unknown }): Language[] {
  return LANGUAGES.filter((language) => record[language] !== undefined);
}

/** Tries `language`, then the fallbacks in their order, then every other language. */
export function pickText(text: Localized, language: Language, ...fallbacks: Language[]): string | undefined {
  for (const candidate of [language, ...fallbacks, ...LANGUAGES]) {
    const localized = text[candidate];
    if (localized !== undefined) return localized;
  }
  return undefined;
}
