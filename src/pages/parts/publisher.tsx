import type { FC } from 'hono/jsx';
import type { Language } from '../../base/locale/language.ts';
import { translate } from '../../base/locale/translate.ts';
import type { Newsroom } from '../../domain/newsroom.ts';
import { newsroomUrl, searchPageUrl, subscribeUrl } from '../../domain/urls.ts';
import type { Frame } from '../layout/layout.tsx';
import { said } from './said.ts';

/** A newsroom and the language a page of it is in. */
export interface NewsroomPlace {
  readonly baseUrl: string;
  readonly language: Language;
  readonly newsroom: Newsroom;
}

/** The frame of a newsroom's page; `url` is the page's address in each language that has it. */
export function newsroomFrame(
  { baseUrl, language, newsroom }: NewsroomPlace,
  languages: readonly Language[],
  url: (language: Language) => string,
): Frame {
  const name = nameOf(newsroom, language);
  return {
    baseUrl,
    language,
    publisher: {
      name: name.text,
      lang: name.lang,
      url: newsroomUrl(baseUrl, language, newsroom.slug),
    },
    tongues: languages.map((other) => ({ language: other, url: url(other) })),
  };
}

/** What the publisher calls itself. */
export function nameOf({ name, defaultLanguage, slug }: Newsroom, language: Language) {
  return said(name, language, defaultLanguage) ?? { text: slug, lang: undefined };
}

/** The profile's text, and where more of the publisher is. */
export const About: FC<NewsroomPlace> = ({ baseUrl, language, newsroom }) => {
  const description = said(newsroom.description, language, newsroom.defaultLanguage);
  return (
    <section>
      <h2 id="about">{translate(language, 'page:about.title')}</h2>
      {description !== null && <p lang={description.lang}>{description.text}</p>}
      <p>
        <a href={newsroomUrl(baseUrl, language, newsroom.slug)}>
          {translate(language, 'page:about.newsroom', { name: nameOf(newsroom, language).text })}
        </a>
      </p>
    </section>
  );
};

/** The invitation to get releases by e-mail. */
export const Subscribe: FC<NewsroomPlace> = ({ baseUrl, language, newsroom }) => (
  <section class="subscribe">
    <h2 id="subscribe">{translate(language, 'page:subscribe.title')}</h2>
    <p>{translate(language, 'page:subscribe.invitation')}</p>
    <p>
      <a class="button" href={subscribeUrl(baseUrl, language, newsroom.slug)}>
        {translate(language, 'page:subscribe.link')}
      </a>
    </p>
  </section>
);

/** Asks by GET, so that what was found has an address. */
export const Find: FC<NewsroomPlace & { readonly words?: string }> = ({
  baseUrl,
  language,
  newsroom,
  words = '',
}) => (
  <search>
    <form class="find" method="get" action={searchPageUrl(baseUrl, language, newsroom.slug)}>
      <p class="field">
        <label for="q">{translate(language, 'page:search.label')}</label>
        <input id="q" name="q" type="search" value={words} maxlength={200} autocomplete="off" />
      </p>
      <button type="submit">{translate(language, 'page:search.button')}</button>
    </form>
  </search>
);
