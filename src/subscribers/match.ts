import { LANGUAGES, type Language } from '../base/locale/language.ts';
import { withoutBidiControls } from '../domain/bidi.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import { isPublic, type Release } from '../domain/release.ts';
import { canonicalKeyword } from '../domain/text.ts';
import type { Choices } from './subscription.ts';

/** The language in which the reader gets the release; null when there is none. */
export function languageFor(
  newsroom: Newsroom,
  release: Release,
  reader: Choices & { readonly language: Language },
): Language | null {
  if (isPublic(release, reader.language)) return reader.language;
  if (!reader.fallback) return null;
  const order = [newsroom.defaultLanguage, release.sourceLanguage, ...LANGUAGES];
  return order.find((language) => isPublic(release, language)) ?? null;
}

export function isChosen(release: Release, language: Language, { keywords, types }: Choices): boolean {
  const hasType = types.length === 0 || types.includes(release.type);
  if (!hasType || keywords.length === 0) return hasType;
  const releaseKeywords = (release.variants[language]?.keywords ?? []).map(comparable);
  return keywords.some((keyword) => releaseKeywords.includes(comparable(keyword)));
}

/** A keyword of before may have bidirectional controls, which a form no longer lets in. */
function comparable(keyword: string): string {
  return canonicalKeyword(withoutBidiControls(keyword));
}
