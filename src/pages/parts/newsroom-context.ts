import type { Language } from '../../base/locale/language.ts';
import type { Newsroom } from '../../domain/newsroom.ts';
import { type LocalizedText, localizedText } from './localized-text.ts';

/** A newsroom and the language of the page that shows it. */
export interface NewsroomContext {
  readonly baseUrl: string;
  readonly language: Language;
  readonly newsroom: Newsroom;
}

export function newsroomName({ name, defaultLanguage, slug }: Newsroom, language: Language): LocalizedText {
  return localizedText(name, language, defaultLanguage) ?? { text: slug, lang: undefined };
}
