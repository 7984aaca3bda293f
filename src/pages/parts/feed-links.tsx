import type { FC } from 'hono/jsx';
import type { Language } from '../../base/locale/language.ts';
import { translate } from '../../base/locale/translate.ts';
import { type FeedName, FORMATS, type Format } from '../../domain/feed-name.ts';
import { feedUrl } from '../../domain/urls.ts';
import { type FeedLink, mediaType } from '../layout/head.tsx';

/** What people call the formats; the same in every language. */
export const FORMAT_NAMES: { readonly [F in Format]: string } = {
  rss: 'RSS',
  atom: 'Atom',
  json: 'JSON Feed',
};

/** A page's feeds in each of `languages`, as `link` elements: the first language is the page's. */
export function feedLinks(
  baseUrl: string,
  feed: FeedName,
  languages: readonly Language[],
  title: (language: Language) => string,
): FeedLink[] {
  return languages.flatMap((language) =>
    FORMATS.map((format) => ({
      format,
      language,
      url: feedUrl(baseUrl, { ...feed, language }, format),
      title: `${title(language)} (${FORMAT_NAMES[format]})`,
    })),
  );
}

/** The same for people, in the page's language. */
export const Feeds: FC<{ readonly baseUrl: string; readonly feed: FeedName }> = ({ baseUrl, feed }) => (
  <FeedList language={feed.language} urlOf={(format) => feedUrl(baseUrl, feed, format)} />
);

/** Feeds of one language at the addresses that `urlOf` gives. */
export const FeedList: FC<{ readonly language: Language; readonly urlOf: (format: Format) => string }> = ({
  language,
  urlOf,
}) => (
  <section class="feeds">
    <h2 id="feeds">{translate(language, 'page:feeds.title')}</h2>
    <p class="small">{translate(language, 'page:feeds.text')}</p>
    <ul class="chips">
      {FORMATS.map((format) => (
        <li>
          <a href={urlOf(format)} type={mediaType(format)}>
            {FORMAT_NAMES[format]}
          </a>
        </li>
      ))}
    </ul>
  </section>
);
