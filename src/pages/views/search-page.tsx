import type { Language } from '../../base/locale/language.ts';
import { translate } from '../../base/locale/translate.ts';
import { FORMATS, type Format } from '../../domain/feed-name.ts';
import { SEARCH_ORDERS, type SearchOrder } from '../../domain/page-name.ts';
import { searchFeedUrl, searchPageUrl } from '../../domain/urls.ts';
import type { Entry } from '../../feeds/entry.ts';
import { layout } from '../layout/layout.tsx';
import { newsroomFrame } from '../layout/newsroom-frame.ts';
import { FeedList } from '../parts/feed-links.tsx';
import { type NewsroomContext, newsroomName } from '../parts/newsroom-context.ts';
import { SearchForm } from '../parts/publisher.tsx';
import { Pager, ReleaseList } from '../parts/release-list.tsx';

export interface SearchView extends NewsroomContext {
  /** The search words as the reader typed them; empty for a page with the form only. */
  readonly words: string;
  readonly order: SearchOrder;
  readonly entries: readonly Entry[];
  /** The cursor of the next page; null on the last. */
  readonly next: string | null;
  readonly isContinued: boolean;
}

export function searchPage(view: SearchView): string {
  const { baseUrl, language, newsroom, words, order, entries, isContinued } = view;
  const resultsUrl = (sort: SearchOrder, before: string | null) => searchUrl(view, language, sort, before);
  const title = translate(language, 'page:search.title');
  const feedUrlOf = (format: Format) => searchFeedUrl(baseUrl, language, newsroom.slug, words, format);
  const first = isContinued ? resultsUrl(order, null) : null;
  const next = view.next === null ? null : resultsUrl(order, view.next);
  return layout(
    newsroomFrame(view, newsroom.languages, (other) => searchUrl(view, other, order, null)),
    {
      title: `${title} | ${newsroomName(newsroom, language).text}`,
      description: null,
      alternates: [],
      feeds:
        words === '' ? [] : FORMATS.map((format) => ({ format, language, url: feedUrlOf(format), title })),
      canonical: searchPageUrl(baseUrl, language, newsroom.slug),
      robots: 'noindex',
    },
    <div class="measure">
      <h1>{title}</h1>
      <SearchForm baseUrl={baseUrl} language={language} newsroom={newsroom} words={words} />
      {words !== '' && (
        <section>
          <h2>{translate(language, 'page:search.found')}</h2>
          {entries.length === 0 && <p>{translate(language, 'page:search.none')}</p>}
          {entries.length > 0 && (
            <p class="chips">
              {SEARCH_ORDERS.map((sort) =>
                sort === order ? (
                  <strong>{translate(language, `page:search.order.${sort}`)}</strong>
                ) : (
                  <a href={resultsUrl(sort, null)}>{translate(language, `page:search.order.${sort}`)}</a>
                ),
              )}
            </p>
          )}
          <ReleaseList entries={entries} language={language} parentLevel={2} />
          <Pager language={language} first={first} next={next} />
          <FeedList language={language} urlOf={feedUrlOf} />
        </section>
      )}
    </div>,
  );
}

function searchUrl(
  { baseUrl, newsroom, words }: SearchView,
  language: Language,
  order: SearchOrder,
  before: string | null,
): string {
  const query = new URLSearchParams({
    ...(words !== '' && { q: words }),
    ...(order !== 'newest' && { sort: order }),
    ...(before !== null && { before }),
  }).toString();
  return `${searchPageUrl(baseUrl, language, newsroom.slug)}${query === '' ? '' : `?${query}`}`;
}
