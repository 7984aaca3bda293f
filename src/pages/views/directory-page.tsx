import { LANGUAGES, type Language } from '../../base/locale/language.ts';
import { translate } from '../../base/locale/translate.ts';
import type { Newsroom } from '../../domain/newsroom.ts';
import { homeOf, newsroomUrl } from '../../domain/urls.ts';
import type { Entry } from '../../feeds/entry.ts';
import { layout } from '../layout/layout.tsx';
import { website } from '../layout/structured-data.ts';
import { Feeds, feedLinks } from '../parts/feed-links.tsx';
import { nameOf } from '../parts/publisher.tsx';
import { Pager, Rows } from '../parts/rows.tsx';

export interface DirectoryPage {
  readonly baseUrl: string;
  readonly language: Language;
  /** By their slugs, which follow their names. */
  readonly newsrooms: readonly Newsroom[];
  /** The list's next page; null on the last. */
  readonly next: string | null;
  readonly isContinued: boolean;
  /** The latest across newsrooms; none where the list of newsrooms is continued. */
  readonly entries: readonly Entry[];
}

/** All newsrooms, and what is new in them. */
export function directoryPage(page: DirectoryPage): string {
  const { baseUrl, language, newsrooms, next, isContinued, entries } = page;
  const feed = { language, newsroom: null, cut: { kind: 'all' } } as const;
  const title = translate(language, 'page:directory.title');
  const first = isContinued ? homeOf(baseUrl, language) : null;
  const others = [language, ...LANGUAGES.filter((other) => other !== language)];
  return layout(
    {
      baseUrl,
      language,
      publisher: null,
      tongues: LANGUAGES.map((other) => ({ language: other, url: homeOf(baseUrl, other) })),
    },
    {
      title: `Kaiku | ${title}`,
      description: translate(language, 'page:directory.description'),
      canonical: homeOf(baseUrl, language),
      alternates: [
        ...LANGUAGES.map((other) => ({ hreflang: other, url: homeOf(baseUrl, other) })),
        { hreflang: 'x-default' as const, url: `${baseUrl}/` },
      ],
      feeds: feedLinks(baseUrl, feed, others, (other) => translate(other, 'feed:all.title')),
      robots: isContinued ? 'noindex' : null,
      first,
      next,
      structured: isContinued ? undefined : website('Kaiku', homeOf(baseUrl, language), language),
    },
    <>
      <h1>{title}</h1>
      <p class="lead measure">{translate(language, 'page:directory.description')}</p>
      <div class="columns">
        {!isContinued && (
          <section>
            <h2>{translate(language, 'page:releases.latest')}</h2>
            {entries.length === 0 && <p>{translate(language, 'page:releases.none')}</p>}
            <Rows entries={entries} language={language} under={2} isAcross />
          </section>
        )}
        <section>
          <h2>{translate(language, 'page:directory.newsrooms')}</h2>
          <ul class="plain">
            {newsrooms.map((newsroom) => {
              const name = nameOf(newsroom, language);
              return (
                <li>
                  <a href={newsroomUrl(baseUrl, language, newsroom.slug)} lang={name.lang}>
                    {name.text}
                  </a>
                </li>
              );
            })}
          </ul>
          <Pager language={language} first={first} next={next} more="newsrooms" />
          <Feeds baseUrl={baseUrl} feed={feed} />
        </section>
      </div>
    </>,
  );
}
