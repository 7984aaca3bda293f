import type { Language } from '../base/locale/language.ts';
import { toXml, XML_DECLARATION, type XmlElement } from '../feeds/xml/xml.ts';

export const OPML_TYPE = 'text/x-opml; charset=utf-8';

export const OPML_LIMIT = 50_000;

/** Addresses are absolute. */
export interface OpmlFeed {
  readonly language: Language;
  readonly title: string;
  readonly feedUrl: string;
  readonly pageUrl: string;
}

export interface OpmlGroup {
  readonly title: string;
  readonly language: Language;
  readonly feeds: readonly OpmlFeed[];
}

/** OPML 2.0 without `dateModified`, which would change the document with every release. */
export function opml(title: string, feeds: readonly OpmlFeed[]): string {
  return document(title, feeds.map(outline));
}

export function groupedOpml(title: string, groups: readonly OpmlGroup[]): string {
  return document(
    title,
    groups.map(({ title: text, language, feeds }) => ({
      '@text': text,
      '@title': text,
      '@language': language,
      outline: feeds.map(outline),
    })),
  );
}

function document(title: string, outlines: readonly XmlElement[]): string {
  const root = { '@version': '2.0', head: { title }, body: { outline: outlines } };
  return `${XML_DECLARATION}${toXml({ opml: root })}\n`;
}

/** Most feed readers display `text`, some display `title`. `version` is the version of RSS. */
function outline({ language, title, feedUrl, pageUrl }: OpmlFeed): XmlElement {
  return {
    '@text': title,
    '@title': title,
    '@type': 'rss',
    '@version': 'RSS2',
    '@language': language,
    '@xmlUrl': feedUrl,
    '@htmlUrl': pageUrl,
  };
}
