import { LANGUAGES, type Language } from '../base/locale/language.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import { isPublic, type Release } from '../domain/release.ts';
import { canonicalKeyword } from '../domain/text.ts';
import type { Choices } from './subscription.ts';

/**
 * The language in which a reader gets `release`: their own where it is public, else, for who asked for it, the
 * newsroom's own language, the release's, any. Null when there is none for them.
 */
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

/** Whether the reader chose releases like this one, in the variant that they would get. */
export function matches(release: Release, language: Language, { keywords, types }: Choices): boolean {
  const ofType = types.length === 0 || types.includes(release.type);
  if (!ofType || keywords.length === 0) return ofType;
  const said = (release.variants[language]?.keywords ?? []).map(canonicalKeyword);
  return keywords.some((keyword) => said.includes(keyword));
}
