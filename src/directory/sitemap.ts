import type { Language } from '../base/locale/language.ts';
import { toRfc3339 } from '../base/time/helsinki.ts';
import type { Instant } from '../base/time/instant.ts';
import { toXml, XML_DECLARATION, type XmlElement } from '../feeds/xml/xml.ts';

/** The protocol of sitemaps.org: what one file may hold, and what Google takes of a news sitemap. */
export const SITEMAP_LIMITS = {
  /** Addresses in a file, and files in an index. */
  urls: 50_000,
  /** Uncompressed, of a file and of an index. */
  bytes: 50 * 1024 * 1024,
  news: 1_000,
} as const;

export const SITEMAP_TYPE = 'application/xml; charset=utf-8';

const NAMESPACE = 'http://www.sitemaps.org/schemas/sitemap/0.9';
const XHTML = 'http://www.w3.org/1999/xhtml';
const NEWS = 'http://www.google.com/schemas/sitemap-news/0.9';

/** One thing under its address in each language. Addresses are absolute. */
export interface SitemapPage {
  readonly languages: readonly {
    readonly language: Language;
    readonly url: string;
    readonly changedAt: Instant;
  }[];
  /** The address that negotiates. */
  readonly open: string;
}

/** A release in a news sitemap, in one language. */
export interface SitemapNews {
  readonly url: string;
  readonly language: Language;
  /** Of the publisher. */
  readonly name: string;
  readonly title: string;
  readonly publishedAt: Instant;
}

/** A file of addresses: each language's stands by itself and names all, itself too, as Google wants it. */
export function sitemap(pages: readonly SitemapPage[]): string {
  return file('urlset', { '@xmlns': NAMESPACE, '@xmlns:xhtml': XHTML }, pages.flatMap(urls));
}

function urls({ languages, open }: SitemapPage): XmlElement[] {
  const alternates = [
    ...languages.map(({ language, url }) => alternate(language, url)),
    alternate('x-default', open),
  ];
  return languages.map(({ url, changedAt }) => ({
    url: { loc: url, lastmod: toRfc3339(changedAt), 'xhtml:link': alternates },
  }));
}

function alternate(hreflang: string, href: string): XmlElement {
  return { '@rel': 'alternate', '@hreflang': hreflang, '@href': href };
}

/** A file of files. */
export function sitemapIndex(locations: readonly string[]): string {
  return file(
    'sitemapindex',
    { '@xmlns': NAMESPACE },
    locations.map((loc) => ({ sitemap: { loc } })),
  );
}

/** The latest news, newest first. */
export function newsSitemap(news: readonly SitemapNews[]): string {
  return file('urlset', { '@xmlns': NAMESPACE, '@xmlns:news': NEWS }, news.map(newsUrl));
}

function newsUrl({ url, language, name, title, publishedAt }: SitemapNews): XmlElement {
  return {
    url: {
      loc: url,
      'news:news': {
        'news:publication': { 'news:name': name, 'news:language': language },
        'news:publication_date': toRfc3339(publishedAt),
        'news:title': title,
      },
    },
  };
}

/** Each element on a line of its own: a file of thousands is read by people too, when something is wrong with it. */
function file(root: string, attributes: XmlElement, elements: readonly XmlElement[]): string {
  const start = toXml({ [root]: attributes }).slice(0, -'/>'.length);
  return [`${XML_DECLARATION}${start}>`, ...elements.map(toXml), `</${root}>\n`].join('\n');
}
