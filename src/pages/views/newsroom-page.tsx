import type { FC } from 'hono/jsx';
import type { Language } from '../../base/locale/language.ts';
import { translate } from '../../base/locale/translate.ts';
import type { MediaItem } from '../../domain/media-file.ts';
import type { Link } from '../../domain/release.ts';
import { monthUrl, newsroomUrl } from '../../domain/urls.ts';
import type { Entry } from '../../feeds/entry.ts';
import { layout } from '../layout/layout.tsx';
import { publisherPage } from '../layout/structured-data.ts';
import { Contacts } from '../parts/contacts.tsx';
import { Feeds, feedLinks } from '../parts/feed-links.tsx';
import { MediaFigure } from '../parts/gallery.tsx';
import { Keywords } from '../parts/keywords.tsx';
import { Find, type NewsroomPlace, nameOf, newsroomFrame, Subscribe } from '../parts/publisher.tsx';
import { Pager, Rows } from '../parts/rows.tsx';
import { beginning, said } from '../parts/said.ts';
import { monthName } from '../parts/written.ts';

export interface NewsroomPage extends NewsroomPlace {
  /** Newest first. */
  readonly entries: readonly Entry[];
  /** The list's next page; null on the last. */
  readonly next: string | null;
  /** Not the newest releases but those after them. */
  readonly isContinued: boolean;
  /** `yyyy-mm`, newest first, each with how many releases are public in the page's language. */
  readonly months: readonly (readonly [month: string, count: number])[];
  /** Of the releases on the page, the most frequent first. */
  readonly keywords: readonly string[];
  /** The library's latest pictures and videos. */
  readonly media: readonly MediaItem[];
}

/** A publisher's public place. */
export function newsroomPage(page: NewsroomPage): string {
  const { baseUrl, language, newsroom, isContinued } = page;
  const { languages, slug, defaultLanguage } = newsroom;
  const url = (other: Language) => newsroomUrl(baseUrl, other, slug);
  const name = nameOf(newsroom, language).text;
  const others = [language, ...languages.filter((other) => other !== language)];
  const feed = { language, newsroom: slug, cut: { kind: 'all' } } as const;
  const description = said(newsroom.description, language, defaultLanguage)?.text;
  return layout(
    newsroomFrame(page, languages, url),
    {
      title: translate(language, 'feed:newsroom.title', { name }),
      description: beginning(description ?? translate(language, 'feed:newsroom.description', { name }), 300),
      canonical: url(language),
      alternates: [
        ...languages.map((other) => ({ hreflang: other, url: url(other) })),
        { hreflang: 'x-default', url: `${baseUrl}/${slug}` },
      ],
      feeds: feedLinks(baseUrl, feed, others, (other) => nameOf(newsroom, other).text),
      robots: isContinued ? 'noindex' : null,
      first: isContinued ? url(language) : null,
      next: page.next,
      structured: isContinued ? undefined : publisherPage(page),
    },
    <Whole {...page} />,
  );
}

const Whole: FC<NewsroomPage> = (page) => {
  const { baseUrl, language, newsroom, entries, next, isContinued, keywords } = page;
  const name = nameOf(newsroom, language);
  const description = said(newsroom.description, language, newsroom.defaultLanguage);
  return (
    <>
      <h1 lang={name.lang}>{name.text}</h1>
      {description !== null && (
        <p class="lead measure" lang={description.lang}>
          {description.text}
        </p>
      )}
      <div class="columns">
        <div>
          <section>
            <h2>{translate(language, isContinued ? 'page:releases.older' : 'page:releases.latest')}</h2>
            {entries.length === 0 && <p>{translate(language, 'page:releases.none')}</p>}
            <Rows entries={entries} language={language} under={2} />
            <Pager
              language={language}
              first={isContinued ? newsroomUrl(baseUrl, language, newsroom.slug) : null}
              next={next}
            />
          </section>
          <MediaLibrary {...page} />
        </div>
        <aside class="side" aria-label={translate(language, 'page:publisher')}>
          <section>
            <h2>{translate(language, 'page:search.title')}</h2>
            <Find baseUrl={baseUrl} language={language} newsroom={newsroom} />
          </section>
          <Months {...page} />
          <Keywords baseUrl={baseUrl} language={language} keywords={keywords} newsroom={newsroom.slug} />
          <Contacts contacts={newsroom.contacts} language={language} fallback={newsroom.defaultLanguage} />
          <Elsewhere {...page} />
          <Subscribe baseUrl={baseUrl} language={language} newsroom={newsroom} />
          <Feeds baseUrl={baseUrl} feed={{ language, newsroom: newsroom.slug, cut: { kind: 'all' } }} />
        </aside>
      </div>
    </>
  );
};

const Months: FC<NewsroomPage> = ({ baseUrl, language, newsroom, months }) =>
  months.length === 0 ? null : (
    <section>
      <h2>{translate(language, 'page:months')}</h2>
      <ul class="months">
        {months.map(([month, count]) => (
          <li>
            <a href={monthUrl(baseUrl, language, newsroom.slug, month)}>{monthName(language, month)}</a>{' '}
            <span class="count" aria-hidden="true">
              ({count})
            </span>
            <span class="hidden">{translate(language, 'page:releases.count', { count })}</span>
          </li>
        ))}
      </ul>
    </section>
  );

const MediaLibrary: FC<NewsroomPage> = ({ baseUrl, language, newsroom, media }) => {
  const place = { baseUrl, language, newsroom, fallback: newsroom.defaultLanguage };
  return media.length === 0 ? null : (
    <section>
      <h2 id="gallery">{translate(language, 'page:media.title')}</h2>
      <p class="small">{translate(language, 'page:media.free')}</p>
      <ul class="shelf">
        {media.map((item) => (
          <li>
            <MediaFigure place={place} item={item} />
          </li>
        ))}
      </ul>
    </section>
  );
};

/** The publisher's own site and its places in social media. */
const Elsewhere: FC<NewsroomPage> = ({ language, newsroom }) => {
  const { website, socialLinks, defaultLanguage } = newsroom;
  const links: readonly Link[] = [...(website === null ? [] : [{ url: website }]), ...socialLinks];
  return links.length === 0 ? null : (
    <section>
      <h2 id="elsewhere">{translate(language, 'page:elsewhere')}</h2>
      <ul class="plain">
        {links.map(({ url, title }) => {
          const name = said(title, language, defaultLanguage);
          return (
            <li>
              <a href={url} lang={name?.lang}>
                {name?.text ?? hostOf(url)}
              </a>
            </li>
          );
        })}
      </ul>
    </section>
  );
};

function hostOf(url: string): string {
  return URL.parse(url)?.host.replace(/^www\./, '') ?? url;
}
