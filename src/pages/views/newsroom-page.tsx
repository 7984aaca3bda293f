import type { FC } from 'hono/jsx';
import type { Language } from '../../base/locale/language.ts';
import { translate } from '../../base/locale/translate.ts';
import type { MediaItem } from '../../domain/media-file.ts';
import type { Link } from '../../domain/release.ts';
import { monthUrl, newsroomUrl } from '../../domain/urls.ts';
import type { Entry } from '../../feeds/entry.ts';
import { layout } from '../layout/layout.tsx';
import { newsroomFrame } from '../layout/newsroom-frame.ts';
import { publisherOrganization } from '../layout/structured-data.ts';
import { Contacts } from '../parts/contacts.tsx';
import { excerpt } from '../parts/excerpt.ts';
import { Feeds, feedLinks } from '../parts/feed-links.tsx';
import { monthName } from '../parts/formatting.ts';
import { MediaFigure } from '../parts/gallery.tsx';
import { Keywords } from '../parts/keywords.tsx';
import { localizedText } from '../parts/localized-text.ts';
import { type NewsroomContext, newsroomName } from '../parts/newsroom-context.ts';
import { SearchForm, SubscribeInvitation } from '../parts/publisher.tsx';
import { Pager, ReleaseList } from '../parts/release-list.tsx';

export interface NewsroomView extends NewsroomContext {
  readonly entries: readonly Entry[];
  /** The address of the list's next page; null on the last. */
  readonly next: string | null;
  /** The page is not the first of the list. */
  readonly isContinued: boolean;
  /** `yyyy-mm`, newest first, with the number of releases that are public in the page's language. */
  readonly months: readonly (readonly [month: string, count: number])[];
  /** The keywords of the releases on the page, the most frequent first. */
  readonly keywords: readonly string[];
  /** The latest pictures and videos of the media library. */
  readonly media: readonly MediaItem[];
}

export function newsroomPage(view: NewsroomView): string {
  const { baseUrl, language, newsroom, isContinued } = view;
  const { languages, slug, defaultLanguage } = newsroom;
  const urlIn = (other: Language) => newsroomUrl(baseUrl, other, slug);
  const name = newsroomName(newsroom, language).text;
  const feedLanguages = [language, ...languages.filter((other) => other !== language)];
  const feed = { language, newsroom: slug, cut: { kind: 'all' } } as const;
  const description = localizedText(newsroom.description, language, defaultLanguage)?.text;
  return layout(
    newsroomFrame(view, languages, urlIn),
    {
      title: translate(language, 'feed:newsroom.title', { name }),
      description: excerpt(description ?? translate(language, 'feed:newsroom.description', { name }), 300),
      canonical: urlIn(language),
      alternates: [
        ...languages.map((other) => ({ hreflang: other, url: urlIn(other) })),
        { hreflang: 'x-default', url: `${baseUrl}/${slug}` },
      ],
      feeds: feedLinks(baseUrl, feed, feedLanguages, (other) => newsroomName(newsroom, other).text),
      robots: isContinued ? 'noindex' : null,
      first: isContinued ? urlIn(language) : null,
      next: view.next,
      structuredData: isContinued ? undefined : publisherOrganization(view),
    },
    <NewsroomContent {...view} />,
  );
}

const NewsroomContent: FC<NewsroomView> = (view) => {
  const { baseUrl, language, newsroom, entries, next, isContinued, keywords } = view;
  const name = newsroomName(newsroom, language);
  const description = localizedText(newsroom.description, language, newsroom.defaultLanguage);
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
            <ReleaseList entries={entries} language={language} parentLevel={2} />
            <Pager
              language={language}
              first={isContinued ? newsroomUrl(baseUrl, language, newsroom.slug) : null}
              next={next}
            />
          </section>
          <MediaLibrary {...view} />
        </div>
        <aside class="side" aria-label={translate(language, 'page:publisher')}>
          <section>
            <h2>{translate(language, 'page:search.title')}</h2>
            <SearchForm baseUrl={baseUrl} language={language} newsroom={newsroom} />
          </section>
          <Months {...view} />
          <Keywords baseUrl={baseUrl} language={language} keywords={keywords} newsroom={newsroom.slug} />
          <Contacts contacts={newsroom.contacts} language={language} fallback={newsroom.defaultLanguage} />
          <OtherSites {...view} />
          <SubscribeInvitation baseUrl={baseUrl} language={language} newsroom={newsroom} />
          <Feeds baseUrl={baseUrl} feed={{ language, newsroom: newsroom.slug, cut: { kind: 'all' } }} />
        </aside>
      </div>
    </>
  );
};

const Months: FC<NewsroomView> = ({ baseUrl, language, newsroom, months }) =>
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

const MediaLibrary: FC<NewsroomView> = ({ baseUrl, language, newsroom, media }) => {
  const context = { baseUrl, language, newsroom, fallback: newsroom.defaultLanguage };
  return media.length === 0 ? null : (
    <section>
      <h2 id="gallery">{translate(language, 'page:media.title')}</h2>
      <p class="small">{translate(language, 'page:media.free')}</p>
      <ul class="shelf">
        {media.map((item) => (
          <li>
            <MediaFigure context={context} item={item} />
          </li>
        ))}
      </ul>
    </section>
  );
};

/** Links to the publisher's own site and its accounts in social media. */
const OtherSites: FC<NewsroomView> = ({ language, newsroom }) => {
  const { website, socialLinks, defaultLanguage } = newsroom;
  const links: readonly Link[] = [...(website === null ? [] : [{ url: website }]), ...socialLinks];
  return links.length === 0 ? null : (
    <section>
      <h2 id="elsewhere">{translate(language, 'page:elsewhere')}</h2>
      <ul class="plain">
        {links.map(({ url, title }) => {
          const name = localizedText(title, language, defaultLanguage);
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
