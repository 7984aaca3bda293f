import type { Language } from '../../base/locale/language.ts';
import type { Variant } from '../../domain/release.ts';
import { slugOf } from '../../domain/representation.ts';
import { releaseUrl } from '../../domain/urls.ts';
import { articleImage } from '../layout/article-image.ts';
import { type PageHead, unlistedHead } from '../layout/page-head.ts';
import { newsArticle } from '../layout/structured-data.ts';
import { excerpt } from '../parts/excerpt.ts';
import { feedLinks } from '../parts/feed-links.tsx';
import { newsroomName } from '../parts/newsroom-context.ts';
import type { ReleaseView } from './release-view.ts';

export function releaseHead(
  view: ReleaseView,
  variant: Variant | undefined,
  publicLanguages: readonly Language[],
): PageHead {
  const { baseUrl, language, newsroom, release, variantLanguage } = view;
  const feed = { language, newsroom: newsroom.slug, cut: { kind: 'all' } } as const;
  const feedLanguages = [language, ...newsroom.languages.filter((other) => other !== language)];
  const head = {
    title: titleOf(view, variant),
    description: descriptionOf(variant),
    canonical: releaseUrlIn(view, variantLanguage),
    alternates: [
      ...publicLanguages.map((other) => ({ hreflang: other, url: releaseUrlIn(view, other) })),
      { hreflang: 'x-default' as const, url: `${baseUrl}/${newsroom.slug}/${release.number}` },
    ],
    feeds: feedLinks(baseUrl, feed, feedLanguages, (other) => newsroomName(newsroom, other).text),
    robots: variantLanguage === language ? null : ('noindex' as const),
  };
  return variant === undefined
    ? head
    : { ...head, ...sharedProperties(view, variant, publicLanguages, head.description) };
}

/** A preview is secret, so its head gives no address. */
export function previewHead(view: ReleaseView, variant: Variant | undefined): PageHead {
  return unlistedHead(titleOf(view, variant));
}

/** The address in a language without a variant has the slug of the variant that its page shows. */
export function releaseUrlIn(
  { baseUrl, newsroom, release, variantLanguage }: ReleaseView,
  language: Language,
): string {
  const variant = release.variants[language] ?? release.variants[variantLanguage];
  const slug = variant === undefined ? '' : slugOf(variant);
  return releaseUrl(baseUrl, language, newsroom.slug, release.number, slug);
}

/** The input of Open Graph and schema.org. */
function sharedProperties(
  view: ReleaseView,
  variant: Variant,
  publicLanguages: readonly Language[],
  description: string | null,
): Pick<PageHead, 'article' | 'structuredData'> {
  const { baseUrl, newsroom, release, variantLanguage, media } = view;
  const image = articleImage({ baseUrl, language: variantLanguage, newsroom }, media);
  const { title, keywords, publication } = variant;
  return {
    article:
      publication === null
        ? undefined
        : {
            title,
            language: variantLanguage,
            keywords,
            image,
            siteName: newsroomName(newsroom, variantLanguage).text,
            publishedAt: publication.publishedAt,
            updatedAt: publication.updatedAt,
          },
    structuredData: newsArticle({
      baseUrl,
      language: variantLanguage,
      newsroom,
      release,
      variant,
      variantLanguage,
      publicLanguages,
      description,
      image,
      urlIn: (other) => releaseUrlIn(view, other),
    }),
  };
}

function titleOf({ newsroom, language }: ReleaseView, variant: Variant | undefined): string {
  return `${variant?.title ?? ''} | ${newsroomName(newsroom, language).text}`;
}

function descriptionOf(variant: Variant | undefined): string | null {
  const text = variant === undefined ? '' : variant.lead || plainText(variant.body);
  return text.trim() === '' ? null : excerpt(text, 300);
}

function plainText(body: string): string {
  return body
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(lt|gt|quot|amp);/g, (_, name: string) => ENTITIES[name] ?? '');
}

/** The only entities that the sanitizer writes. */
const ENTITIES: { readonly [name: string]: string } = { lt: '<', gt: '>', quot: '"', amp: '&' };
