import type { FC } from 'hono/jsx';
import type { Language } from '../../base/locale/language.ts';
import { translate } from '../../base/locale/translate.ts';
import { type FeedName, FORMATS, type Format } from '../../domain/feed-name.ts';
import { feedUrl } from '../../domain/urls.ts';
import { FEED_FORMATS } from '../../feeds/formats/formats.ts';

export interface FeedLink {
  readonly format: Format;
  readonly language: Language;
  readonly url: string;
  /** Feed readers show it when they offer the feed. */
  readonly title: string;
}

/** The names are the same in every language. */
const FORMAT_NAMES: { readonly [F in Format]: string } = {
  rss: 'RSS',
  atom: 'Atom',
  json: 'JSON Feed',
};

/** For the page's `link` elements; the page's own language is the first of `languages`. */
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

/** The media type without its charset, which only the response has. */
export function feedMediaType(format: Format): string {
  return FEED_FORMATS[format].mediaType.replace(/;.*/, '');
}

/** A list of the feeds in the language of the page. */
export const Feeds: FC<{ readonly baseUrl: string; readonly feed: FeedName }> = ({ baseUrl, feed }) => (
  <FeedList language={feed.language} urlOf={(format) => feedUrl(baseUrl, feed, format)} />
);

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
          <a href={urlOf(format)} type={feedMediaType(format)}>
            {FORMAT_NAMES[format]}
          </a>
        </li>
      ))}
    </ul>
  </section>
);
