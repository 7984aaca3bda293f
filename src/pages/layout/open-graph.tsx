import type { FC } from 'hono/jsx';
import { isLanguage, type Language } from '../../base/locale/language.ts';
import { toRfc3339 } from '../../base/time/helsinki.ts';
import type { ArticleImage } from './article-image.ts';
import type { PageHead, SharedArticle } from './page-head.ts';

/** Open Graph wants a language with a country. */
const LOCALES: { readonly [L in Language]: string } = { fi: 'fi_FI', sv: 'sv_FI', en: 'en_GB' };

/** Open Graph (ogp.me) properties of a page with an address: a release is an `article`, every other page a `website`. */
export const OpenGraph: FC<{ readonly head: PageHead; readonly language: Language }> = ({
  head,
  language,
}) => {
  const { title, description, canonical, alternates, article } = head;
  const ownLanguage = article?.language ?? language;
  const otherLocales = alternates.flatMap(({ hreflang }) =>
    isLanguage(hreflang) && hreflang !== ownLanguage ? [LOCALES[hreflang]] : [],
  );
  return canonical === null ? null : (
    <>
      <meta property="og:type" content={article === undefined ? 'website' : 'article'} />
      <meta property="og:title" content={article?.title ?? title} />
      {description !== null && <meta property="og:description" content={description} />}
      <meta property="og:url" content={canonical} />
      <meta property="og:site_name" content={article?.siteName ?? 'Kaiku'} />
      <meta property="og:locale" content={LOCALES[ownLanguage]} />
      {otherLocales.map((locale) => (
        <meta property="og:locale:alternate" content={locale} />
      ))}
      {article !== undefined && <ArticleProperties article={article} />}
    </>
  );
};

const ArticleProperties: FC<{ readonly article: SharedArticle }> = ({ article }) => (
  <>
    <meta property="article:published_time" content={toRfc3339(article.publishedAt)} />
    <meta property="article:modified_time" content={toRfc3339(article.updatedAt)} />
    {article.keywords.map((keyword) => (
      <meta property="article:tag" content={keyword} />
    ))}
    {article.image !== null && <ImageProperties image={article.image} />}
  </>
);

/** `og:image` must come first: the properties after it describe it. */
const ImageProperties: FC<{ readonly image: ArticleImage }> = ({ image }) => (
  <>
    <meta property="og:image" content={image.url} />
    <meta property="og:image:type" content={image.type} />
    {image.width !== null && <meta property="og:image:width" content={String(image.width)} />}
    {image.height !== null && <meta property="og:image:height" content={String(image.height)} />}
    {image.alt !== null && <meta property="og:image:alt" content={image.alt} />}
  </>
);
