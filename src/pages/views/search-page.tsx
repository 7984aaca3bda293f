import type { Language } from '../../base/locale/language.ts';
import { translate } from '../../base/locale/translate.ts';
import { FORMATS, type Format } from '../../domain/feed-name.ts';
import { SEARCH_ORDERS, type SearchOrder } from '../../domain/page-name.ts';
import { searchFeedUrl, searchPageUrl } from '../../domain/urls.ts';
import type { Entry } from '../../feeds/entry.ts';
import { layout } from '../layout/layout.tsx';
import { FeedList } from '../parts/feed-links.tsx';
import { Find, type NewsroomPlace, nameOf, newsroomFrame } from '../parts/publisher.tsx';
import { Pager, Rows } from '../parts/rows.tsx';

export interface SearchPageView extends NewsroomPlace {
  /** As typed. */
  readonly words: string;
  readonly order: SearchOrder;
  readonly entries: readonly Entry[];
  /** The cursor of the next page. */
  readonly next: string | null;
  readonly isContinued: boolean;
}

/** The form, and what it found. */
export function searchPage(page: SearchPageView): string {
  const { baseUrl, language, newsroom, words, order, entries, isContinued } = page;
  const asked = (sort: SearchOrder, before: string | null) => searchedUrl(page, language, sort, before);
  const title = translate(language, 'page:search.title');
  const feedOf = (format: Format) => searchFeedUrl(baseUrl, language, newsroom.slug, words, format);
  const first = isContinued ? asked(order, null) : null;
  const next = page.next === null ? null : asked(order, page.next);
  return layout(
    newsroomFrame(page, newsroom.languages, (other) => searchedUrl(page, other, order, null)),
    {
      title: `${title} | ${nameOf(newsroom, language).text}`,
      description: null,
      alternates: [],
      feeds: words === '' ? [] : FORMATS.map((format) => ({ format, language, url: feedOf(format), title })),
      canonical: searchPageUrl(baseUrl, language, newsroom.slug),
      robots: 'noindex',
    },
    <div class="measure">
      <h1>{title}</h1>
      <Find baseUrl={baseUrl} language={language} newsroom={newsroom} words={words} />
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
                  <a href={asked(sort, null)}>{translate(language, `page:search.order.${sort}`)}</a>
                ),
              )}
            </p>
          )}
          <Rows entries={entries} language={language} under={2} />
          <Pager language={language} first={first} next={next} />
          <FeedList language={language} urlOf={feedOf} />
        </section>
      )}
    </div>,
  );
}

function searchedUrl(
  { baseUrl, newsroom, words }: SearchPageView,
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
