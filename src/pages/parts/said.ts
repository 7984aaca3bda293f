import { LANGUAGES, type Language, type Localized, languagesOf } from '../../base/locale/language.ts';

/** A publisher's text as a page says it, marked with its language where that is not the page's (WCAG 3.1.2). */
export interface Said {
  readonly text: string;
  /** Undefined when the text is in the page's language. */
  readonly lang: Language | undefined;
}

/** The text in `language`, else in the first of `fallbacks` that has it, else in any; null when there is none. */
export function said(
  text: Localized | undefined,
  language: Language,
  ...fallbacks: readonly Language[]
): Said | null {
  for (const candidate of [language, ...fallbacks, ...LANGUAGES]) {
    const found = text?.[candidate];
    if (found !== undefined && found !== '') {
      return { text: found, lang: isSame(text, language, candidate) ? undefined : candidate };
    }
  }
  return null;
}

/** A plain string given for every language says nothing of its language. */
function isSame(text: Localized | undefined, language: Language, candidate: Language): boolean {
  if (candidate === language) return true;
  return text !== undefined && languagesOf(text).length === LANGUAGES.length;
}

/** The beginning of a text, at a word's end, for what shows a sentence or two. */
export function beginning(text: string, characters: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= characters) return line;
  const cut = line.slice(0, characters);
  const space = cut.lastIndexOf(' ');
  // A surrogate pair is not cut in two.
  return `${(space > characters / 2 ? cut.slice(0, space) : cut).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
