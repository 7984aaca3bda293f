import { attributeOf, childNamed, childrenNamed, textOf, type XmlElement } from '../xml.ts';
import { NAMESPACES } from '../xml-namespace.ts';
import type { FeedText } from './feed-item.ts';

/** Text of a summary that an item has only in another vocabulary; null when it has none. */
export function summaryElsewhere(item: XmlElement, base: string | null): FeedText | null {
  const media = mediaTexts(item, 'description');
  const candidates: (readonly [XmlElement | undefined, boolean])[] = [
    [childNamed(item, NAMESPACES.itunes, 'summary'), false],
    [childNamed(item, NAMESPACES.dc, 'description'), true],
    [childNamed(item, NAMESPACES.dcterms, 'abstract'), true],
    ...media.map((each) => [each, attributeOf(each, 'type')?.trim() === 'html'] as const),
    [childNamed(item, NAMESPACES.itunes, 'subtitle'), false],
  ];
  for (const [element, isHtml] of candidates) {
    const text = element === undefined ? '' : textOf(element);
    if (text.trim() !== '') return { text, isHtml, base };
  }
  return null;
}

/** The first of an item's titles that has text; an element without text says nothing. */
export function titleElement(item: XmlElement, namespaces: readonly string[]): XmlElement | undefined {
  const candidates = [
    childNamed(item, namespaces, 'title'),
    childNamed(item, NAMESPACES.dc, 'title'),
    childNamed(item, NAMESPACES.itunes, 'title'),
    ...mediaTexts(item, 'title'),
  ];
  return candidates.find((each) => each !== undefined && textOf(each).trim() !== '');
}

/** Those of the item first, then those of its groups (Media RSS 1.5.1). One inside a `media:content` is its caption. */
function mediaTexts(item: XmlElement, name: string): XmlElement[] {
  const groups = childrenNamed(item, NAMESPACES.media, 'group');
  return [item, ...groups].flatMap((each) => childrenNamed(each, NAMESPACES.media, name));
}

/** UTF-8 text in base64; null when it is not. */
export function decodedBase64(encoded: string): string | null {
  try {
    const bytes = Uint8Array.from(atob(encoded.replace(/\s+/g, '')), (character) => character.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return null;
  }
}
