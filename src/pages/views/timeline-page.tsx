import type { Language } from '../../base/locale/language.ts';
import { translate } from '../../base/locale/translate.ts';
import type { Cut } from '../../domain/feed-name.ts';
import { homeUrl, monthUrl } from '../../domain/urls.ts';
import type { Entry } from '../../feeds/entry.ts';
import { layout } from '../layout/layout.tsx';
import { Feeds, feedLinks } from '../parts/feed-links.tsx';
import { type NewsroomPlace, nameOf, newsroomFrame } from '../parts/publisher.tsx';
import { Pager, Rows } from '../parts/rows.tsx';
import { monthName } from '../parts/written.ts';

/** What of a newsroom's releases a page lists: a keyword's, a type's, a month's. */
export type Listed = Exclude<Cut, { kind: 'all' }> | { readonly kind: 'month'; readonly month: string };

export interface TimelinePage extends NewsroomPlace {
  readonly listed: Listed;
  readonly entries: readonly Entry[];
  readonly next: string | null;
  readonly isContinued: boolean;
}

/** A part of a newsroom's releases, newest first. */
export function timelinePage(page: TimelinePage): string {
  const { baseUrl, language, newsroom, listed, entries, next, isContinued } = page;
  const name = nameOf(newsroom, language).text;
  const heading = headingOf(language, listed);
  const url = (other: Language) => timelineUrl(page, other);
  // A keyword belongs to one language; its page has no translations.
  const languages = listed.kind === 'keyword' ? [language] : newsroom.languages;
  const feed = { language, newsroom: newsroom.slug, cut: cutOf(listed) };
  const first = isContinued ? url(language) : null;
  const cut = listed.kind === 'month' ? newsroom.languages : languages;
  const others = [language, ...cut.filter((other) => other !== language)];
  return layout(
    newsroomFrame(page, languages, url),
    {
      title: `${heading} | ${name}`,
      description: null,
      canonical: url(language),
      alternates:
        languages.length < 2 ? [] : languages.map((other) => ({ hreflang: other, url: url(other) })),
      feeds: feedLinks(baseUrl, feed, others, (other) => feedTitle(page, other)),
      robots: isContinued || entries.length === 0 ? 'noindex' : null,
      first,
      next,
    },
    <div class="measure">
      <h1>{heading}</h1>
      {entries.length === 0 && <p>{translate(language, 'page:releases.none')}</p>}
      <Rows entries={entries} language={language} under={1} />
      <Pager language={language} first={first} next={next} />
      <Feeds baseUrl={baseUrl} feed={feed} />
    </div>,
  );
}

/** Where the list begins. */
export function timelineUrl(
  { baseUrl, newsroom, listed }: Pick<TimelinePage, 'baseUrl' | 'newsroom' | 'listed'>,
  language: Language,
): string {
  const { slug } = newsroom;
  if (listed.kind === 'month') return monthUrl(baseUrl, language, slug, listed.month);
  return homeUrl(baseUrl, { language, newsroom: slug, cut: listed });
}

/** A month has no feed of its own; the newsroom's has what comes next. */
function cutOf(listed: Listed): Cut {
  return listed.kind === 'month' ? { kind: 'all' } : listed;
}

function headingOf(language: Language, listed: Listed): string {
  switch (listed.kind) {
    case 'keyword':
      return translate(language, 'page:heading.keyword', { keyword: listed.keyword });
    case 'type':
      return translate(language, `common:types.${listed.type}`);
    case 'month':
      return translate(language, 'page:heading.month', { month: monthName(language, listed.month) });
  }
}

function feedTitle({ newsroom, listed }: TimelinePage, language: Language): string {
  const name = nameOf(newsroom, language).text;
  if (listed.kind === 'month') return name;
  return listed.kind === 'keyword'
    ? translate(language, 'feed:keyword.title', { name, keyword: listed.keyword })
    : translate(language, `feed:type.${listed.type}.title`, { name });
}
