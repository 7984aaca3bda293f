import type { FC } from 'hono/jsx';
import { translate } from '../../base/locale/translate.ts';
import { newsroomUrl, searchPageUrl, subscribeUrl } from '../../domain/urls.ts';
import { localizedText } from './localized-text.ts';
import { type NewsroomContext, newsroomName } from './newsroom-context.ts';

export const AboutPublisher: FC<NewsroomContext> = ({ baseUrl, language, newsroom }) => {
  const description = localizedText(newsroom.description, language, newsroom.defaultLanguage);
  return (
    <section>
      <h2 id="about">{translate(language, 'page:about.title')}</h2>
      {description !== null && <p lang={description.lang}>{description.text}</p>}
      <p>
        <a href={newsroomUrl(baseUrl, language, newsroom.slug)}>
          {translate(language, 'page:about.newsroom', { name: newsroomName(newsroom, language).text })}
        </a>
      </p>
    </section>
  );
};

export const SubscribeInvitation: FC<NewsroomContext> = ({ baseUrl, language, newsroom }) => (
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

/** The form is sent by GET, so that readers can keep and share the address of the results. */
export const SearchForm: FC<NewsroomContext & { readonly words?: string }> = ({
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
