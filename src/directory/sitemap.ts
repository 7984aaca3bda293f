import type { Language } from '../base/locale/language.ts';
import { toRfc3339 } from '../base/time/helsinki.ts';
import type { Instant } from '../base/time/instant.ts';
import { toXml, XML_DECLARATION, type XmlElement } from '../feeds/xml/xml.ts';

/** Limits of the sitemaps.org protocol and of Google's news sitemaps. */
export const SITEMAP_LIMITS = {
  /** Per sitemap and per index. */
  urls: 50_000,
  /** Uncompressed, per sitemap and per index. */
  bytes: 50 * 1024 * 1024,
  news: 1_000,
} as const;

export const SITEMAP_TYPE = 'application/xml; charset=utf-8';

const NAMESPACE = 'http://www.sitemaps.org/schemas/sitemap/0.9';
const XHTML = 'http://www.w3.org/1999/xhtml';
const NEWS = 'http://www.google.com/schemas/sitemap-news/0.9';

/** All addresses are absolute. */
export interface SitemapPage {
  readonly languages: readonly {
    readonly language: Language;
    readonly url: string;
    readonly changedAt: Instant;
  }[];
  /** The address that chooses the language by content negotiation. */
  readonly negotiatedUrl: string;
}

export interface SitemapNews {
  readonly url: string;
  readonly language: Language;
  readonly publisher: string;
  readonly title: string;
  readonly publishedAt: Instant;
}

/** Every language version lists all versions, also itself, because Google requires it. */
export function sitemap(pages: readonly SitemapPage[]): string {
  return xmlFile('urlset', { '@xmlns': NAMESPACE, '@xmlns:xhtml': XHTML }, pages.flatMap(urls));
}

function urls({ languages, negotiatedUrl }: SitemapPage): XmlElement[] {
  const alternates = [
    ...languages.map(({ language, url }) => alternate(language, url)),
    alternate('x-default', negotiatedUrl),
  ];
  return languages.map(({ url, changedAt }) => ({
    url: { loc: url, lastmod: toRfc3339(changedAt), 'xhtml:link': alternates },
  }));
}

function alternate(hreflang: string, href: string): XmlElement {
  return { '@rel': 'alternate', '@hreflang': hreflang, '@href': href };
}

export function sitemapIndex(locations: readonly string[]): string {
  return xmlFile(
    'sitemapindex',
    { '@xmlns': NAMESPACE },
    locations.map((loc) => ({ sitemap: { loc } })),
  );
}

export function newsSitemap(news: readonly SitemapNews[]): string {
  return xmlFile('urlset', { '@xmlns': NAMESPACE, '@xmlns:news': NEWS }, news.map(newsUrl));
}

function newsUrl({ url, language, publisher, title, publishedAt }: SitemapNews): XmlElement {
  return {
    url: {
      loc: url,
      'news:news': {
        'news:publication': { 'news:name': publisher, 'news:language': language },
        'news:publication_date': toRfc3339(publishedAt),
        'news:title': title,
      },
    },
  };
}

/** Writes one element per line, so that people can read the file when they look for an error. */
function xmlFile(root: string, attributes: XmlElement, elements: readonly XmlElement[]): string {
  const start = toXml({ [root]: attributes }).slice(0, -'/>'.length);
  return [`${XML_DECLARATION}${start}>`, ...elements.map(toXml), `</${root}>\n`].join('\n');
}
