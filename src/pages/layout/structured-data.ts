import type { Language } from '../../base/locale/language.ts';
import { toRfc3339 } from '../../base/time/helsinki.ts';
import type { Instant } from '../../base/time/instant.ts';
import type { Newsroom } from '../../domain/newsroom.ts';
import type { Release, Variant } from '../../domain/release.ts';
import { newsroomUrl } from '../../domain/urls.ts';
import { localizedText } from '../parts/localized-text.ts';
import { type NewsroomContext, newsroomName } from '../parts/newsroom-context.ts';
import type { ArticleImage } from './article-image.ts';

/** The input of a schema.org `NewsArticle`. Addresses are absolute, texts are plain. */
export interface Article extends NewsroomContext {
  readonly release: Release;
  /** The variant on the page, and its language. */
  readonly variant: Variant;
  readonly variantLanguage: Language;
  /** The languages of the public variants. */
  readonly publicLanguages: readonly Language[];
  readonly urlIn: (language: Language) => string;
  readonly description: string | null;
  readonly image: ArticleImage | null;
}

const CONTEXT = 'https://schema.org';

/** Members that are undefined are left out of the JSON. */
export function newsArticle(article: Article): object {
  const { baseUrl, newsroom, release, variant, variantLanguage, urlIn, description, image } = article;
  const url = urlIn(variantLanguage);
  const publisher = organization({ baseUrl, language: variantLanguage, newsroom });
  return {
    '@context': CONTEXT,
    '@type': 'NewsArticle',
    '@id': url,
    identifier: variant.publication?.id,
    url,
    mainEntityOfPage: { '@type': 'WebPage', '@id': url },
    headline: variant.title,
    description: description ?? undefined,
    inLanguage: variantLanguage,
    datePublished: optionalTime(variant.publication?.publishedAt),
    dateModified: optionalTime(variant.publication?.updatedAt),
    author: publisher,
    publisher,
    keywords: variant.keywords.length === 0 ? undefined : variant.keywords,
    image: image === null ? undefined : imageObject(image),
    isAccessibleForFree: true,
    ...translationMembers(article),
    correction: corrections(release, variantLanguage),
  };
}

export function publisherOrganization(context: NewsroomContext): object {
  const { newsroom, language } = context;
  const description = localizedText(newsroom.description, language, newsroom.defaultLanguage)?.text;
  return { '@context': CONTEXT, ...organization(context), description };
}

export function serviceWebsite(name: string, url: string, language: Language): object {
  return { '@context': CONTEXT, '@type': 'WebSite', '@id': url, name, url, inLanguage: language };
}

function organization({ baseUrl, language, newsroom }: NewsroomContext): object {
  const otherSites = [...websiteOf(newsroom), ...newsroom.socialLinks.map(({ url }) => url)];
  return {
    '@type': 'Organization',
    // The identifier is the same in every language, so that search engines see one publisher.
    '@id': `${baseUrl}/${newsroom.slug}`,
    name: newsroomName(newsroom, language).text,
    url: newsroomUrl(baseUrl, language, newsroom.slug),
    sameAs: otherSites.length === 0 ? undefined : otherSites,
  };
}

function websiteOf({ website }: Newsroom): string[] {
  return website === null ? [] : [website];
}

function imageObject({ url, width, height, alt, credit }: ArticleImage): object {
  return {
    '@type': 'ImageObject',
    url,
    width: width ?? undefined,
    height: height ?? undefined,
    caption: alt ?? undefined,
    creditText: credit ?? undefined,
  };
}

/**
 * The original lists its translations; a translation names the original, and within it the other translations. The
 * first public language takes the place of an original that is not public.
 */
function translationMembers({ release, variantLanguage, publicLanguages, urlIn }: Article): object {
  const original = publicLanguages.includes(release.sourceLanguage)
    ? release.sourceLanguage
    : publicLanguages[0];
  const work = (language: Language) => ({
    '@type': 'NewsArticle',
    '@id': urlIn(language),
    url: urlIn(language),
    inLanguage: language,
  });
  const translations = publicLanguages
    .filter((language) => language !== variantLanguage && language !== original)
    .map(work);
  const members = translations.length === 0 ? {} : { workTranslation: translations };
  return original === undefined || original === variantLanguage
    ? members
    : { translationOfWork: { ...work(original), ...members } };
}

function corrections(
  { corrections, sourceLanguage }: Release,
  variantLanguage: Language,
): object[] | undefined {
  if (corrections.length === 0) return undefined;
  return corrections.map(({ at, note }) => {
    const text = localizedText(note, variantLanguage, sourceLanguage);
    return {
      '@type': 'CorrectionComment',
      datePublished: toRfc3339(at),
      text: text?.text,
      inLanguage: text === null ? undefined : (text.lang ?? variantLanguage),
    };
  });
}

function optionalTime(instant: Instant | undefined): string | undefined {
  return instant === undefined ? undefined : toRfc3339(instant);
}
