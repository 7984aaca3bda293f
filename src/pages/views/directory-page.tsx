import { LANGUAGES, type Language } from '../../base/locale/language.ts';
import { translate } from '../../base/locale/translate.ts';
import type { Newsroom } from '../../domain/newsroom.ts';
import { directoryUrl, newsroomUrl } from '../../domain/urls.ts';
import type { Entry } from '../../feeds/entry.ts';
import { layout } from '../layout/layout.tsx';
import { serviceWebsite } from '../layout/structured-data.ts';
import { Feeds, feedLinks } from '../parts/feed-links.tsx';
import { newsroomName } from '../parts/newsroom-context.ts';
import { Pager, ReleaseList } from '../parts/release-list.tsx';

export interface DirectoryView {
  readonly baseUrl: string;
  readonly language: Language;
  /** In the order of their slugs. */
  readonly newsrooms: readonly Newsroom[];
  /** The address of the list's next page; null on the last. */
  readonly next: string | null;
  /** The page is not the first of the list. */
  readonly isContinued: boolean;
  /** The latest releases of all newsrooms; empty when `isContinued`. */
  readonly entries: readonly Entry[];
}

export function directoryPage(view: DirectoryView): string {
  const { baseUrl, language, newsrooms, next, isContinued, entries } = view;
  const feed = { language, newsroom: null, cut: { kind: 'all' } } as const;
  const title = translate(language, 'page:directory.title');
  const first = isContinued ? directoryUrl(baseUrl, language) : null;
  const feedLanguages = [language, ...LANGUAGES.filter((other) => other !== language)];
  return layout(
    {
      baseUrl,
      language,
      publisher: null,
      languageLinks: LANGUAGES.map((other) => ({ language: other, url: directoryUrl(baseUrl, other) })),
    },
    {
      title: `Kaiku | ${title}`,
      description: translate(language, 'page:directory.description'),
      canonical: directoryUrl(baseUrl, language),
      alternates: [
        ...LANGUAGES.map((other) => ({ hreflang: other, url: directoryUrl(baseUrl, other) })),
        { hreflang: 'x-default' as const, url: `${baseUrl}/` },
      ],
      feeds: feedLinks(baseUrl, feed, feedLanguages, (other) => translate(other, 'feed:all.title')),
      robots: isContinued ? 'noindex' : null,
      first,
      next,
      structuredData: isContinued
        ? undefined
        : serviceWebsite('Kaiku', directoryUrl(baseUrl, language), language),
    },
    <>
      <h1>{title}</h1>
      <p class="lead measure">{translate(language, 'page:directory.description')}</p>
      <div class="columns">
        {!isContinued && (
          <section>
            <h2>{translate(language, 'page:releases.latest')}</h2>
            {entries.length === 0 && <p>{translate(language, 'page:releases.none')}</p>}
            <ReleaseList entries={entries} language={language} parentLevel={2} isAcrossNewsrooms />
          </section>
        )}
        <section>
          <h2>{translate(language, 'page:directory.newsrooms')}</h2>
          <ul class="plain">
            {newsrooms.map((newsroom) => {
              const name = newsroomName(newsroom, language);
              return (
                <li>
                  <a href={newsroomUrl(baseUrl, language, newsroom.slug)} lang={name.lang}>
                    {name.text}
                  </a>
                </li>
              );
            })}
          </ul>
          <Pager language={language} first={first} next={next} listed="newsrooms" />
          <Feeds baseUrl={baseUrl} feed={feed} />
        </section>
      </div>
    </>,
  );
}
