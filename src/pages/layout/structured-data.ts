import type { Language } from '../../base/locale/language.ts';
import { toRfc3339 } from '../../base/time/helsinki.ts';
import type { Newsroom } from '../../domain/newsroom.ts';
import type { Release, Variant } from '../../domain/release.ts';
import { newsroomUrl } from '../../domain/urls.ts';
import { type NewsroomPlace, nameOf } from '../parts/publisher.tsx';
import { said } from '../parts/said.ts';
import type { ArticleImage } from './open-graph.tsx';

/** What search engines are told of a release in schema.org's words. Addresses are absolute, text is plain. */
export interface Article extends NewsroomPlace {
  readonly release: Release;
  /** The variant that is shown, and its language. */
  readonly variant: Variant;
  readonly shown: Language;
  /** The languages of the public variants. */
  readonly published: readonly Language[];
  readonly urlIn: (language: Language) => string;
  readonly description: string | null;
  readonly image: ArticleImage | null;
}

const CONTEXT = 'https://schema.org';

/** `NewsArticle`; members that are undefined are left out of the JSON. */
export function newsArticle(article: Article): object {
  const { baseUrl, newsroom, release, variant, shown, urlIn, description, image } = article;
  const url = urlIn(shown);
  const publisher = organization({ baseUrl, language: shown, newsroom });
  return {
    '@context': CONTEXT,
    '@type': 'NewsArticle',
    '@id': url,
    identifier: variant.publication?.id,
    url,
    mainEntityOfPage: { '@type': 'WebPage', '@id': url },
    headline: variant.title,
    description: description ?? undefined,
    inLanguage: shown,
    datePublished: written(variant.publication?.publishedAt),
    dateModified: written(variant.publication?.updatedAt),
    author: publisher,
    publisher,
    keywords: variant.keywords.length === 0 ? undefined : variant.keywords,
    image: image === null ? undefined : imageObject(image),
    isAccessibleForFree: true,
    ...translations(article),
    correction: corrections(release, shown),
  };
}

/** A newsroom's page: who publishes there. */
export function publisherPage(place: NewsroomPlace): object {
  const { newsroom, language } = place;
  const description = said(newsroom.description, language, newsroom.defaultLanguage)?.text;
  return { '@context': CONTEXT, ...organization(place), description };
}

/** The whole service: its page of all newsrooms. */
export function website(name: string, url: string, language: Language): object {
  return { '@context': CONTEXT, '@type': 'WebSite', '@id': url, name, url, inLanguage: language };
}

function organization({ baseUrl, language, newsroom }: NewsroomPlace): object {
  const elsewhere = [...websiteOf(newsroom), ...newsroom.socialLinks.map(({ url }) => url)];
  return {
    '@type': 'Organization',
    // The same in every language, so that it is one publisher.
    '@id': `${baseUrl}/${newsroom.slug}`,
    name: nameOf(newsroom, language).text,
    url: newsroomUrl(baseUrl, language, newsroom.slug),
    sameAs: elsewhere.length === 0 ? undefined : elsewhere,
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
 * The original names its translations; a translation names the original, and with it the others. Where the original is
 * not public, the first language that is stands for it.
 */
function translations({ release, shown, published, urlIn }: Article): object {
  const original = published.includes(release.sourceLanguage) ? release.sourceLanguage : published[0];
  const work = (language: Language) => ({
    '@type': 'NewsArticle',
    '@id': urlIn(language),
    url: urlIn(language),
    inLanguage: language,
  });
  const others = published.filter((language) => language !== shown && language !== original).map(work);
  const translated = others.length === 0 ? {} : { workTranslation: others };
  return original === undefined || original === shown
    ? translated
    : { translationOfWork: { ...work(original), ...translated } };
}

function corrections({ corrections, sourceLanguage }: Release, shown: Language): object[] | undefined {
  if (corrections.length === 0) return undefined;
  return corrections.map(({ at, note }) => {
    const words = said(note, shown, sourceLanguage);
    return {
      '@type': 'CorrectionComment',
      datePublished: toRfc3339(at),
      text: words?.text,
      inLanguage: words === null ? undefined : (words.lang ?? shown),
    };
  });
}

function written(at: number | undefined): string | undefined {
  return at === undefined ? undefined : toRfc3339(at);
}
