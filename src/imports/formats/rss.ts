import { decodeHTMLStrict } from 'entities/decode';
import { readDate } from '../dates.ts';
import type { ImportContext, ImportDocument, ImportItem, RefusedItem } from '../document.ts';
import { hasMarkup, plainText, resolveAddress, resolveHtml } from '../html.ts';
import {
  attributeOf,
  childNamed,
  childrenNamed,
  elementsOf,
  languageTagOf,
  textOf,
  type XmlElement,
} from '../xml.ts';
import { NAMESPACES } from '../xml-namespace.ts';
import { type FeedItem, type FeedText, judged, personIn, textsOf } from './feed-item.ts';
import { type Page, readLinks } from './feed-link.ts';
import { enclosureOf, mediaOf } from './feed-media.ts';
import { baseWithin, serializeXhtml } from './xhtml.ts';

/** What all items of a document share. */
interface Channel {
  /** Where RSS's own names are: in none, or in that of RSS 1.0, 0.90 or whatever the document is written in. */
  readonly own: readonly string[];
  readonly languages: readonly (string | null)[];
  readonly base: string | null;
  /** Kaiku's titles are text to the letter; elsewhere they are HTML as often as not. */
  readonly hasPlainTitles: boolean;
  readonly context: ImportContext;
}

/** RSS 2.0 and 0.9x, and 1.0 and 0.90, whose items stand beside the channel. `root` is `rss` or `rdf:RDF`. */
export function readRss(root: XmlElement, context: ImportContext): ImportDocument {
  const element = elementsOf(root).find(({ name }) => name === 'channel') ?? root;
  const own = [...new Set(['', element.namespace])];
  const rootBase = baseWithin(root, context.url ?? context.website);
  const channel: Channel = {
    own,
    languages: [languageTagOf(element), languageTagOf(root), ...languagesAt(element, own)],
    base: element === root ? rootBase : baseWithin(element, rootBase),
    hasPlainTitles: textOf(childNamed(element, own, 'generator'))?.trim() === 'Kaiku',
    context,
  };
  const parents = element === root ? [root] : [element, root];
  const items = parents.flatMap((parent) => childrenNamed(parent, own, 'item'));
  return { format: 'rss', items: items.map((item, index) => readItem(item, index, channel)) };
}

function readItem(item: XmlElement, index: number, channel: Channel): ImportItem | RefusedItem {
  const { own, context } = channel;
  const base = baseWithin(item, channel.base);
  const said = (names: string | readonly string[], name: string) => textOf(childNamed(item, names, name));
  const links = readLinks(item, [NAMESPACES.atom], base);
  const content = contentOf(item, base);
  const description = childNamed(item, own, 'description');
  const summary = description === undefined ? null : htmlIn(description, base);
  const guid = childNamed(item, own, 'guid');
  const id = (textOf(guid) ?? attributeOf(item, 'about', NAMESPACES.rdf))?.trim() || null;
  const reading: FeedItem = {
    index,
    id,
    pages: [...linkOf(item, own, base), ...permalink(guid, base), ...links.pages],
    title: titleOf(item, channel),
    texts: textsOf(summary, content === null ? '' : resolveHtml(content.text, content.base)),
    keywords: [...childrenNamed(item, own, 'category'), ...childrenNamed(item, NAMESPACES.dc, 'subject')].map(
      (each) => textOf(each),
    ),
    published: readDate(
      said(own, 'pubDate')?.trim() ||
        said(NAMESPACES.dc, 'date')?.trim() ||
        said(NAMESPACES.dcterms, 'issued'),
    ),
    updated: readDate(said(NAMESPACES.atom, 'updated')?.trim() || said(NAMESPACES.dcterms, 'modified')),
    languages: [...languagesAt(item, own), ...channel.languages],
    contacts: [
      ...childrenNamed(item, own, 'author'),
      ...childrenNamed(item, NAMESPACES.dc, 'creator'),
    ].flatMap((each) => personIn(textOf(each))),
    media: mediaOf(item, base, [...enclosuresOf(item, own, base), ...links.enclosures]),
    links: links.others,
    translations: links.translations,
  };
  return judged(reading, context);
}

/** At one level `xml:lang`, then `dc:language`, then `language`. */
function languagesAt(element: XmlElement, own: readonly string[]): (string | null)[] {
  const dublinCore = childNamed(element, NAMESPACES.dc, 'language');
  return [languageTagOf(element), textOf(dublinCore), textOf(childNamed(element, own, 'language'))];
}

function titleOf(item: XmlElement, { own, hasPlainTitles }: Channel): string {
  const element = childNamed(item, own, 'title') ?? childNamed(item, NAMESPACES.dc, 'title');
  const title = textOf(element) ?? '';
  if (hasPlainTitles) return title;
  return hasMarkup(title) ? plainText(title) : decodeHTMLStrict(title);
}

/** `content:encoded`, or the XHTML that some put in its place. */
function contentOf(item: XmlElement, base: string | null): FeedText | null {
  const element =
    childNamed(item, NAMESPACES.content, 'encoded') ??
    childNamed(item, NAMESPACES.xhtml, 'body') ??
    childNamed(item, NAMESPACES.xhtml, 'div');
  return element === undefined ? null : htmlIn(element, base);
}

/** HTML that is escaped, as it should be, or stands there as elements. */
function htmlIn(element: XmlElement, inherited: string | null): FeedText {
  const base = baseWithin(element, inherited);
  const isEscaped = element.children.every((child) => typeof child === 'string');
  return { text: isEscaped ? textOf(element) : serializeXhtml(element.children, base), isHtml: true, base };
}

function linkOf(item: XmlElement, own: readonly string[], base: string | null): Page[] {
  const url = resolveAddress(textOf(childNamed(item, own, 'link')) ?? '', base).trim();
  return url === '' ? [] : [{ url, tag: '' }];
}

/** A `guid` is an address unless it says that it is not (RSS 2.0); many say nothing and are not. */
function permalink(guid: XmlElement | undefined, base: string | null): Page[] {
  if (guid === undefined || attributeOf(guid, 'isPermaLink')?.trim().toLowerCase() === 'false') return [];
  const url = textOf(guid).trim();
  return /^https?:\/\//i.test(url) ? [{ url: resolveAddress(url, base), tag: '' }] : [];
}

function enclosuresOf(item: XmlElement, own: readonly string[], base: string | null): ImportItem['media'] {
  return childrenNamed(item, own, 'enclosure').flatMap((each) =>
    enclosureOf(attributeOf(each, 'url'), base, {
      type: attributeOf(each, 'type'),
      length: attributeOf(each, 'length'),
    }),
  );
}
