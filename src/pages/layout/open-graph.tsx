import type { FC } from 'hono/jsx';
import { isLanguage, type Language } from '../../base/locale/language.ts';
import { toRfc3339 } from '../../base/time/helsinki.ts';
import type { Instant } from '../../base/time/instant.ts';
import { mediaFileUrl } from '../../domain/urls.ts';
import type { ReleaseMedia } from '../parts/gallery.tsx';
import type { NewsroomPlace } from '../parts/publisher.tsx';
import { said } from '../parts/said.ts';
import type { PageHead } from './head.tsx';

/** What a link to a release shows where it is shared, beyond what every page says of itself. */
export interface SharedArticle {
  /** Without the publisher's name, which stands beside it. */
  readonly title: string;
  readonly siteName: string;
  readonly language: Language;
  readonly publishedAt: Instant;
  readonly updatedAt: Instant;
  readonly keywords: readonly string[];
  readonly image: ArticleImage | null;
}

/** A picture of the library here, by its absolute address. */
export interface ArticleImage {
  readonly url: string;
  readonly type: string;
  /** Pixels; null when the file does not say. */
  readonly width: number | null;
  readonly height: number | null;
  readonly alt: string | null;
  readonly credit: string | null;
}

/** Open Graph writes a language with a country. */
const LOCALES: { readonly [L in Language]: string } = { fi: 'fi_FI', sv: 'sv_FI', en: 'en_GB' };

/** Open Graph (ogp.me) for a page that has an address: a release is an article, everything else part of a website. */
export const OpenGraph: FC<{ readonly head: PageHead; readonly language: Language }> = ({
  head,
  language,
}) => {
  const { title, description, canonical, alternates, article } = head;
  const own = article?.language ?? language;
  const others = alternates.flatMap(({ hreflang }) =>
    isLanguage(hreflang) && hreflang !== own ? [LOCALES[hreflang]] : [],
  );
  return canonical === null ? null : (
    <>
      <meta property="og:type" content={article === undefined ? 'website' : 'article'} />
      <meta property="og:title" content={article?.title ?? title} />
      {description !== null && <meta property="og:description" content={description} />}
      <meta property="og:url" content={canonical} />
      <meta property="og:site_name" content={article?.siteName ?? 'Kaiku'} />
      <meta property="og:locale" content={LOCALES[own]} />
      {others.map((locale) => (
        <meta property="og:locale:alternate" content={locale} />
      ))}
      {article !== undefined && <AboutArticle article={article} />}
    </>
  );
};

const AboutArticle: FC<{ readonly article: SharedArticle }> = ({ article }) => (
  <>
    <meta property="article:published_time" content={toRfc3339(article.publishedAt)} />
    <meta property="article:modified_time" content={toRfc3339(article.updatedAt)} />
    {article.keywords.map((keyword) => (
      <meta property="article:tag" content={keyword} />
    ))}
    {article.image !== null && <AboutImage image={article.image} />}
  </>
);

/** What is said of an image must follow it. */
const AboutImage: FC<{ readonly image: ArticleImage }> = ({ image }) => (
  <>
    <meta property="og:image" content={image.url} />
    <meta property="og:image:type" content={image.type} />
    {image.width !== null && <meta property="og:image:width" content={String(image.width)} />}
    {image.height !== null && <meta property="og:image:height" content={String(image.height)} />}
    {image.alt !== null && <meta property="og:image:alt" content={image.alt} />}
  </>
);

/** The first picture among a release's media that is here; null without one. */
export function articleImage(
  { baseUrl, language, newsroom }: NewsroomPlace,
  media: readonly ReleaseMedia[],
): ArticleImage | null {
  for (const { item, reference } of media) {
    if (item?.kind !== 'image') continue;
    const words = (said(reference.alt, language) ?? said(item.alt, language))?.text ?? null;
    return {
      url: mediaFileUrl(baseUrl, newsroom.number, item),
      type: item.type,
      width: item.width,
      height: item.height,
      alt: words,
      credit: reference.credit ?? item.credit,
    };
  }
  return null;
}
