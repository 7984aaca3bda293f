import { parseDate } from '../dates.ts';
import type { ImportContext, ImportDocument, ImportItem, ImportMedia, RefusedItem } from '../document.ts';
import { siteOf } from '../document-source.ts';
import { hasMarkup, plainText, resolveAddress, resolveHtml } from '../html.ts';
import type { LanguageTag } from '../languages.ts';
import { paragraphs } from '../variant-text.ts';
import { attributeOf, childNamed, childrenNamed, elementsOf, textOf, type XmlElement } from '../xml.ts';
import { NAMESPACES } from '../xml-namespace.ts';
import { type FeedText, leadAndBody, reachablePerson, toImportItem } from './feed-item.ts';
import { languagesAt, languagesOfTexts } from './feed-language.ts';
import { readLinks } from './feed-link.ts';
import { enclosureOf, mediaOf } from './feed-media.ts';
import { decodedBase64, summaryElsewhere, titleElement } from './text-elsewhere.ts';
import { baseWithin, serializeXhtml } from './xhtml.ts';

export const ATOM: readonly string[] = [NAMESPACES.atom, NAMESPACES.atom03];

/** Reads Atom 1.0 (RFC 4287) and 0.3. `root` is a `feed`, or the `entry` of an entry document. */
export function readAtom(root: XmlElement, context: ImportContext): ImportDocument {
  const base = context.url ?? context.website;
  if (root.name === 'entry')
    return {
      format: 'atom',
      site: siteOfFeed(childNamed(root, ATOM, 'source') ?? root),
      items: [readEntry(root, 0, { base, languages: [], context })],
    };
  const feed: AtomFeed = { base: baseWithin(root, base), languages: languagesAt(root), context };
  const items = childrenNamed(root, ATOM, 'entry').map((entry, index) => readEntry(entry, index, feed));
  return { format: 'atom', site: siteOfFeed(root), items };
}

/** `root` is a feed, or the `source` of an entry document. A link without relation is an alternate (RFC 4287 4.2.7.2). */
function siteOfFeed(root: XmlElement): string | null {
  const { pages, self } = readLinks(root, ATOM, baseWithin(root, null));
  const id = textOf(childNamed(root, ATOM, 'id'));
  return siteOf([...pages.map(({ url }) => url), ...self], id);
}

interface AtomFeed {
  readonly base: string | null;
  readonly languages: readonly LanguageTag[];
  readonly context: ImportContext;
}

function readEntry(entry: XmlElement, index: number, feed: AtomFeed): ImportItem | RefusedItem {
  const base = baseWithin(entry, feed.base);
  const child = (...names: readonly string[]) =>
    names.map((name) => childNamed(entry, ATOM, name)).find((element) => element !== undefined);
  const [title, summary, content] = [titleElement(entry, ATOM), child('summary'), child('content')];
  const body = asHtml(textIn(content, base));
  const written = textIn(summary, base);
  const hasText = body.trim() !== '' || (written?.text.trim() ?? '') !== '';
  const source = child('source');
  const links = readLinks(entry, ATOM, base);
  const linked = content === undefined ? [] : linkedContent(content, base);
  return toImportItem(
    {
      index,
      id: textOf(child('id'))?.trim() || null,
      pages: links.pages,
      title: asPlainText(textIn(title, base)),
      texts: leadAndBody(hasText ? written : summaryElsewhere(entry, base), body),
      keywords: childrenNamed(entry, ATOM, 'category').map(
        (each) => attributeOf(each, 'label')?.trim() || (attributeOf(each, 'term') ?? ''),
      ),
      published: parseDate(textOf(child('published', 'issued', 'created')), feed.context.timezone),
      updated: parseDate(textOf(child('updated', 'modified')), feed.context.timezone),
      languages: [...languagesOfTexts([content, summary, title]), ...languagesAt(entry)],
      feedLanguages: [...(source === undefined ? [] : languagesAt(source)), ...feed.languages],
      contacts: childrenNamed(entry, ATOM, 'author').flatMap((author) => {
        const textOfChild = (name: string) => textOf(childNamed(author, ATOM, name))?.trim() ?? '';
        return reachablePerson(textOfChild('name'), textOfChild('email'));
      }),
      media: mediaOf(entry, base, [...links.enclosures, ...linked]),
      links: links.relatedLinks,
      translations: links.translations,
    },
    feed.context,
  );
}

function asPlainText(text: FeedText | null): string {
  return text === null ? '' : text.isHtml ? plainText(text.text) : text.text;
}

function asHtml(text: FeedText | null): string {
  return text === null ? '' : text.isHtml ? resolveHtml(text.text, text.base) : paragraphs(text.text);
}

function textIn(element: XmlElement | undefined, inherited: string | null): FeedText | null {
  if (element === undefined || attributeOf(element, 'src') !== null) return null;
  const base = baseWithin(element, inherited);
  switch (contentKind(element)) {
    case 'text':
      return { text: textOf(element), isHtml: false, base };
    case 'html':
      return { text: textOf(element), isHtml: true, base };
    case 'xhtml': {
      // The `div` is not part of the text (RFC 4287 section 3.1.1.3).
      const div = childNamed(element, NAMESPACES.xhtml, 'div');
      const innerBase = div === undefined ? base : baseWithin(div, base);
      return { text: serializeXhtml((div ?? element).children, innerBase), isHtml: true, base: innerBase };
    }
    case 'base64': {
      const text = decodedBase64(textOf(element));
      return text === null ? null : { text, isHtml: isHtmlType(typeOf(element)) || hasMarkup(text), base };
    }
    case 'other':
      return null;
  }
}

const TEXT_IN_BASE64 = /^(?:text(?:\/|$)|application\/octet-stream$)/;

function typeOf(element: XmlElement): string {
  const [type = ''] = (attributeOf(element, 'type') ?? '').trim().toLowerCase().split(';');
  return type.trim();
}

function isHtmlType(type: string): boolean {
  return /^(?:x?html|text\/html|application\/xhtml\+xml)$/.test(type);
}

/** RFC 4287 sections 3.1.1 and 4.1.3.3. In Atom 0.3, `mode` shows whether HTML is escaped. */
function contentKind(element: XmlElement): 'text' | 'html' | 'xhtml' | 'base64' | 'other' {
  const type = typeOf(element);
  const mode = attributeOf(element, 'mode')?.trim().toLowerCase() ?? '';
  if (mode === 'base64' || (type === 'application/octet-stream' && element.name === 'content')) {
    return type === '' || isHtmlType(type) || TEXT_IN_BASE64.test(type) ? 'base64' : 'other';
  }
  if (type === '' || type === 'text' || type === 'text/plain') {
    if (elementsOf(element).length > 0) return 'xhtml';
    return mode === 'escaped' && element.name === 'content' ? 'html' : 'text';
  }
  if (type === 'html' || type === 'text/html') return elementsOf(element).length > 0 ? 'xhtml' : 'html';
  return type === 'xhtml' || type === 'application/xhtml+xml'
    ? 'xhtml'
    : type.startsWith('text/')
      ? 'text'
      : 'other';
}

/** `content` with `src` is a medium unless it is a page (RFC 4287 section 4.1.3.2). */
function linkedContent(content: XmlElement, inherited: string | null): ImportMedia[] {
  const address = attributeOf(content, 'src');
  const type = attributeOf(content, 'type');
  if (address === null || type === null || /^(?:text\/|application\/xhtml)/i.test(type.trim())) return [];
  return enclosureOf(resolveAddress(address, baseWithin(content, inherited)), null, { type, length: null });
}
