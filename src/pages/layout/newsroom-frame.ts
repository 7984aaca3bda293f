import type { Language } from '../../base/locale/language.ts';
import { newsroomUrl } from '../../domain/urls.ts';
import { type NewsroomContext, newsroomName } from '../parts/newsroom-context.ts';
import type { PageFrame } from './layout.tsx';

/** `urlIn` gives the address of the page in each of `languages`, which get language links. */
export function newsroomFrame(
  { baseUrl, language, newsroom }: NewsroomContext,
  languages: readonly Language[],
  urlIn: (language: Language) => string,
): PageFrame {
  const name = newsroomName(newsroom, language);
  return {
    baseUrl,
    language,
    publisher: {
      name: name.text,
      lang: name.lang,
      url: newsroomUrl(baseUrl, language, newsroom.slug),
    },
    languageLinks: languages.map((other) => ({ language: other, url: urlIn(other) })),
  };
}
