import { LANGUAGES, type Language, type Localized, languagesOf } from '../../base/locale/language.ts';

/** A publisher's text, which the page marks with its language where that is not the page's (WCAG 3.1.2). */
export interface LocalizedText {
  readonly text: string;
  /** Undefined when the text is in the page's language. */
  readonly lang: Language | undefined;
}

/** The text in `language`, else in the first of `fallbacks` that has one, else in any language; null without a text. */
export function localizedText(
  texts: Localized | undefined,
  language: Language,
  ...fallbacks: readonly Language[]
): LocalizedText | null {
  for (const candidate of [language, ...fallbacks, ...LANGUAGES]) {
    const text = texts?.[candidate];
    if (text !== undefined && text !== '') {
      return { text, lang: needsMark(texts, language, candidate) ? candidate : undefined };
    }
  }
  return null;
}

/** A text in every language may be one plain string given for all of them, whose language is unknown. */
function needsMark(texts: Localized | undefined, language: Language, candidate: Language): boolean {
  if (candidate === language) return false;
  return texts === undefined || languagesOf(texts).length !== LANGUAGES.length;
}
