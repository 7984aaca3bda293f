import type { Language } from '../../base/locale/language.ts';
import type { Variant } from '../../domain/release.ts';
import { slugOf } from '../../domain/representation.ts';
import { releaseUrl } from '../../domain/urls.ts';
import type { PageHead } from '../layout/head.tsx';
import { articleImage } from '../layout/open-graph.tsx';
import { newsArticle } from '../layout/structured-data.ts';
import { feedLinks } from '../parts/feed-links.tsx';
import { nameOf } from '../parts/publisher.tsx';
import { beginning } from '../parts/said.ts';
import type { ReleasePage } from './release-page.tsx';

/** What a release's page says of itself; `published` are the languages of its public variants. */
export function releaseHead(
  page: ReleasePage,
  variant: Variant | undefined,
  published: readonly Language[],
): PageHead {
  const { baseUrl, language, newsroom, release, shown } = page;
  const feed = { language, newsroom: newsroom.slug, cut: { kind: 'all' } } as const;
  const languages = [language, ...newsroom.languages.filter((other) => other !== language)];
  const head = {
    title: titleOf(page, variant),
    description: descriptionOf(variant),
    canonical: releaseUrlIn(page, shown),
    alternates: [
      ...published.map((other) => ({ hreflang: other, url: releaseUrlIn(page, other) })),
      { hreflang: 'x-default' as const, url: `${baseUrl}/${newsroom.slug}/${release.number}` },
    ],
    feeds: feedLinks(baseUrl, feed, languages, (other) => nameOf(newsroom, other).text),
    robots: shown === language ? null : ('noindex' as const),
  };
  return variant === undefined ? head : { ...head, ...said(page, variant, published, head.description) };
}

/** A preview is nobody's address: nothing leads to it, and it leads search engines nowhere. */
export function previewHead(page: ReleasePage, variant: Variant | undefined): PageHead {
  return {
    title: titleOf(page, variant),
    description: null,
    canonical: null,
    alternates: [],
    feeds: [],
    robots: 'noindex',
  };
}

/** A release's address in each language; what has no variant in it is shown there in its best one. */
export function releaseUrlIn({ baseUrl, newsroom, release, shown }: ReleasePage, language: Language): string {
  const variant = release.variants[language] ?? release.variants[shown];
  const slug = variant === undefined ? '' : slugOf(variant);
  return releaseUrl(baseUrl, language, newsroom.slug, release.number, slug);
}

/** The same once more in the words of Open Graph and schema.org. */
function said(
  page: ReleasePage,
  variant: Variant,
  published: readonly Language[],
  description: string | null,
): Pick<PageHead, 'article' | 'structured'> {
  const { baseUrl, newsroom, release, shown, media } = page;
  const image = articleImage({ baseUrl, language: shown, newsroom }, media);
  const { title, keywords, publication } = variant;
  return {
    article:
      publication === null
        ? undefined
        : {
            title,
            language: shown,
            keywords,
            image,
            siteName: nameOf(newsroom, shown).text,
            publishedAt: publication.publishedAt,
            updatedAt: publication.updatedAt,
          },
    structured: newsArticle({
      baseUrl,
      language: shown,
      newsroom,
      release,
      variant,
      shown,
      published,
      description,
      image,
      urlIn: (other) => releaseUrlIn(page, other),
    }),
  };
}

function titleOf({ newsroom, language }: ReleasePage, variant: Variant | undefined): string {
  return `${variant?.title ?? ''} | ${nameOf(newsroom, language).text}`;
}

function descriptionOf(variant: Variant | undefined): string | null {
  const text = variant === undefined ? '' : variant.lead || plain(variant.body);
  return text.trim() === '' ? null : beginning(text, 300);
}

/** The text of a body for one line of description. */
function plain(body: string): string {
  return body
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(lt|gt|quot|amp);/g, (_, name: string) => ENTITIES[name] ?? '');
}

/** What the sanitizer writes. */
const ENTITIES: { readonly [name: string]: string } = { lt: '<', gt: '>', quot: '"', amp: '&' };
