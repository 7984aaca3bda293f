import type { FC } from 'hono/jsx';
import type { Language } from '../../base/locale/language.ts';
import { translate } from '../../base/locale/translate.ts';
import { canonicalKeyword } from '../../domain/text.ts';
import { feedHomeUrl } from '../../domain/urls.ts';

interface KeywordsProps {
  readonly baseUrl: string;
  readonly keywords: readonly string[];
  readonly language: Language;
  readonly newsroom: string;
  /** The language of the keywords, where it is not the page's. */
  readonly lang?: Language | undefined;
}

/** Each keyword leads to its page in the language of the keywords. */
export const Keywords: FC<KeywordsProps> = ({ baseUrl, keywords, language, newsroom, lang }) =>
  keywords.length === 0 ? null : (
    <section>
      <h2 id="keywords">{translate(language, 'page:keywords')}</h2>
      <ul class="chips" lang={lang}>
        {keywords.map((keyword) => (
          <li>
            <a href={keywordUrl(baseUrl, lang ?? language, newsroom, keyword)}>{keyword}</a>
          </li>
        ))}
      </ul>
    </section>
  );

function keywordUrl(baseUrl: string, language: Language, newsroom: string, keyword: string): string {
  return feedHomeUrl(baseUrl, {
    language,
    newsroom,
    cut: { kind: 'keyword', keyword: canonicalKeyword(keyword) },
  });
}
