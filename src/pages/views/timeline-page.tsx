import type { Language } from '../../base/locale/language.ts';
import { translate } from '../../base/locale/translate.ts';
import type { Cut } from '../../domain/feed-name.ts';
import { feedHomeUrl, monthUrl } from '../../domain/urls.ts';
import type { Entry } from '../../feeds/entry.ts';
import { layout } from '../layout/layout.tsx';
import { newsroomFrame } from '../layout/newsroom-frame.ts';
import { Feeds, feedLinks } from '../parts/feed-links.tsx';
import { monthName } from '../parts/formatting.ts';
import { type NewsroomContext, newsroomName } from '../parts/newsroom-context.ts';
import { Pager, ReleaseList } from '../parts/release-list.tsx';

/** The part of a newsroom's releases that a page lists: those with a keyword, of a type or from a month. */
export type TimelineSelection =
  | Exclude<Cut, { kind: 'all' }>
  | { readonly kind: 'month'; readonly month: string };

export interface TimelineView extends NewsroomContext {
  readonly selection: TimelineSelection;
  readonly entries: readonly Entry[];
  readonly next: string | null;
  readonly isContinued: boolean;
}

export function timelinePage(view: TimelineView): string {
  const { baseUrl, language, newsroom, selection, entries, next, isContinued } = view;
  const name = newsroomName(newsroom, language).text;
  const heading = headingOf(language, selection);
  const urlIn = (other: Language) => timelineUrl(view, other);
  // A keyword belongs to one language, so its page has no translations.
  const languages = selection.kind === 'keyword' ? [language] : newsroom.languages;
  const feed = { language, newsroom: newsroom.slug, cut: cutOf(selection) };
  const first = isContinued ? urlIn(language) : null;
  const feedLanguages = [language, ...languages.filter((other) => other !== language)];
  return layout(
    newsroomFrame(view, languages, urlIn),
    {
      title: `${heading} | ${name}`,
      description: null,
      canonical: urlIn(language),
      alternates:
        languages.length < 2 ? [] : languages.map((other) => ({ hreflang: other, url: urlIn(other) })),
      feeds: feedLinks(baseUrl, feed, feedLanguages, (other) => feedTitle(view, other)),
      robots: isContinued || entries.length === 0 ? 'noindex' : null,
      first,
      next,
    },
    <div class="measure">
      <h1>{heading}</h1>
      {entries.length === 0 && <p>{translate(language, 'page:releases.none')}</p>}
      <ReleaseList entries={entries} language={language} parentLevel={1} />
      <Pager language={language} first={first} next={next} />
      <Feeds baseUrl={baseUrl} feed={feed} />
    </div>,
  );
}

/** The address of the list's first page. */
export function timelineUrl(
  { baseUrl, newsroom, selection }: Pick<TimelineView, 'baseUrl' | 'newsroom' | 'selection'>,
  language: Language,
): string {
  const { slug } = newsroom;
  if (selection.kind === 'month') return monthUrl(baseUrl, language, slug, selection.month);
  return feedHomeUrl(baseUrl, { language, newsroom: slug, cut: selection });
}

/** A month has no feed of its own, so its page links to the feeds of the newsroom. */
function cutOf(selection: TimelineSelection): Cut {
  return selection.kind === 'month' ? { kind: 'all' } : selection;
}

function headingOf(language: Language, selection: TimelineSelection): string {
  switch (selection.kind) {
    case 'keyword':
      return translate(language, 'page:heading.keyword', { keyword: selection.keyword });
    case 'type':
      return translate(language, `common:types.${selection.type}`);
    case 'month':
      return translate(language, 'page:heading.month', { month: monthName(language, selection.month) });
  }
}

function feedTitle({ newsroom, selection }: TimelineView, language: Language): string {
  const name = newsroomName(newsroom, language).text;
  if (selection.kind === 'month') return name;
  return selection.kind === 'keyword'
    ? translate(language, 'feed:keyword.title', { name, keyword: selection.keyword })
    : translate(language, `feed:type.${selection.type}.title`, { name });
}
