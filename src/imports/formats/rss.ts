import { decodeHTMLStrict } from 'entities/decode';
import { parseDate } from '../dates.ts';
import type { ImportContext, ImportDocument, ImportItem, RefusedItem } from '../document.ts';
import { siteOf } from '../document-source.ts';
import { hasMarkup, plainText, resolveAddress, resolveHtml } from '../html.ts';
import type { LanguageTag } from '../languages.ts';
import { attributeOf, childNamed, childrenNamed, elementsOf, textOf, type XmlElement } from '../xml.ts';
import { NAMESPACES } from '../xml-namespace.ts';
import { type FeedItem, type FeedText, leadAndBody, parsePerson, toImportItem } from './feed-item.ts';
import { languagesAt, languagesOfTexts } from './feed-language.ts';
import { type LinkedPage, readLinks } from './feed-link.ts';
import { enclosureOf, mediaOf } from './feed-media.ts';
import { decodedBase64, summaryElsewhere, titleElement } from './text-elsewhere.ts';
import { baseWithin, serializeXhtml } from './xhtml.ts';

interface RssChannel {
  /** Namespaces of RSS elements: none, and the namespace of the channel element. */
  readonly namespaces: readonly string[];
  readonly languages: readonly LanguageTag[];
  readonly base: string | null;
  /** Titles in Kaiku's feeds are plain text. Other feeds often write HTML. */
  readonly hasPlainTitles: boolean;
  readonly context: ImportContext;
}

/** Reads RSS 2.0, 1.0 and 0.9x. In RSS 1.0 and 0.90 the items are siblings of the channel. */
export function readRss(root: XmlElement, context: ImportContext): ImportDocument {
  const element = elementsOf(root).find(({ name }) => name === 'channel') ?? root;
  const namespaces = [...new Set(['', element.namespace])];
  const rootBase = baseWithin(root, context.url ?? context.website);
  const channel: RssChannel = {
    namespaces,
    languages: [element, ...(element === root ? [] : [root])].flatMap((each) =>
      statedLanguages(each, namespaces),
    ),
    base: element === root ? rootBase : baseWithin(element, rootBase),
    hasPlainTitles: textOf(childNamed(element, namespaces, 'generator'))?.trim() === 'Kaiku',
    context,
  };
  const parents = element === root ? [root] : [element, root];
  const items = parents.flatMap((parent) => childrenNamed(parent, namespaces, 'item'));
  return {
    format: 'rss',
    site: siteOfChannel(element, namespaces),
    items: items.map((item, index) => readItem(item, index, channel)),
  };
}

/** RSS has no id of a feed; RSS 1.0 names the channel by an address. */
function siteOfChannel(channel: XmlElement, namespaces: readonly string[]): string | null {
  const about = attributeOf(channel, 'about', NAMESPACES.rdf);
  return siteOf([...childrenNamed(channel, namespaces, 'link').map((link) => textOf(link)), about], about);
}

function readItem(item: XmlElement, index: number, channel: RssChannel): ImportItem | RefusedItem {
  const { namespaces, context } = channel;
  const base = baseWithin(item, channel.base);
  const textOfChild = (names: string | readonly string[], name: string) =>
    textOf(childNamed(item, names, name));
  const links = readLinks(item, [NAMESPACES.atom], base);
  const contentElement = contentOf(item);
  const content = contentElement === undefined ? null : htmlIn(contentElement, base);
  const title = titleElement(item, namespaces);
  const description = childNamed(item, namespaces, 'description');
  const written = description === undefined ? null : htmlIn(description, base);
  const summary = written === null || written.text.trim() === '' ? summaryElsewhere(item, base) : written;
  const guid = childNamed(item, namespaces, 'guid');
  const id = (textOf(guid) ?? attributeOf(item, 'about', NAMESPACES.rdf))?.trim() || null;
  const feedItem: FeedItem = {
    index,
    id,
    pages: [...linkOf(item, namespaces, base), ...permalink(guid, base), ...links.pages],
    title: titleOf(title, channel),
    texts: leadAndBody(summary, content === null ? '' : resolveHtml(content.text, content.base)),
    keywords: [
      ...childrenNamed(item, namespaces, 'category'),
      ...childrenNamed(item, NAMESPACES.dc, 'subject'),
    ].map((each) => textOf(each)),
    published: parseDate(
      textOfChild(namespaces, 'pubDate')?.trim() ||
        textOfChild(NAMESPACES.dc, 'date')?.trim() ||
        textOfChild(NAMESPACES.dcterms, 'issued'),
      context.timezone,
    ),
    updated: parseDate(
      textOfChild(NAMESPACES.atom, 'updated')?.trim() || textOfChild(NAMESPACES.dcterms, 'modified'),
      context.timezone,
    ),
    languages: [
      ...languagesOfTexts([contentElement, description, title]),
      ...statedLanguages(item, namespaces),
    ],
    feedLanguages: channel.languages,
    contacts: [
      ...childrenNamed(item, namespaces, 'author'),
      ...childrenNamed(item, NAMESPACES.dc, 'creator'),
    ].flatMap((each) => parsePerson(textOf(each))),
    media: mediaOf(item, base, [...enclosuresOf(item, namespaces, base), ...links.enclosures]),
    links: links.relatedLinks,
    translations: links.translations,
  };
  return toImportItem(feedItem, context);
}

function statedLanguages(element: XmlElement, namespaces: readonly string[]): LanguageTag[] {
  return languagesAt(element, textOf(childNamed(element, namespaces, 'language')));
}

function titleOf(element: XmlElement | undefined, { hasPlainTitles }: RssChannel): string {
  const title = textOf(element) ?? '';
  if (hasPlainTitles) return title;
  return hasMarkup(title) ? plainText(title) : decodeHTMLStrict(title);
}

/** Some feeds have XHTML in place of `content:encoded`. */
function contentOf(item: XmlElement): XmlElement | undefined {
  return (
    childNamed(item, NAMESPACES.content, 'encoded') ??
    childNamed(item, NAMESPACES.xhtml, 'body') ??
    childNamed(item, NAMESPACES.xhtml, 'div') ??
    childNamed(item, NAMESPACES.atom, 'content')
  );
}

/** Some feeds have HTML elements instead of escaped HTML. */
function htmlIn(element: XmlElement, inherited: string | null): FeedText {
  const base = baseWithin(element, inherited);
  if ((attributeOf(element, 'encoding') ?? attributeOf(element, 'mode'))?.trim().toLowerCase() === 'base64') {
    return { text: decodedBase64(textOf(element)) ?? '', isHtml: true, base };
  }
  const isEscaped = element.children.every((child) => typeof child === 'string');
  return { text: isEscaped ? textOf(element) : serializeXhtml(element.children, base), isHtml: true, base };
}

function linkOf(item: XmlElement, namespaces: readonly string[], base: string | null): LinkedPage[] {
  const url = resolveAddress(textOf(childNamed(item, namespaces, 'link')) ?? '', base).trim();
  return url === '' ? [] : [{ url, tag: '' }];
}

/** A `guid` is a URL by default (RSS 2.0), but many feeds have other text in it. */
function permalink(guid: XmlElement | undefined, base: string | null): LinkedPage[] {
  if (guid === undefined || attributeOf(guid, 'isPermaLink')?.trim().toLowerCase() === 'false') return [];
  const url = textOf(guid).trim();
  return /^https?:\/\//i.test(url) ? [{ url: resolveAddress(url, base), tag: '' }] : [];
}

function enclosuresOf(
  item: XmlElement,
  namespaces: readonly string[],
  base: string | null,
): ImportItem['media'] {
  return childrenNamed(item, namespaces, 'enclosure').flatMap((each) =>
    enclosureOf(attributeOf(each, 'url'), base, {
      type: attributeOf(each, 'type'),
      length: attributeOf(each, 'length'),
    }),
  );
}
