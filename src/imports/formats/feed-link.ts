import type { ImportItem, ImportMedia } from '../document.ts';
import { resolveAddress } from '../html.ts';
import { attributeOf, childrenNamed, type XmlElement } from '../xml.ts';
import { enclosureOf } from './feed-media.ts';
import { baseWithin } from './xhtml.ts';

/** What the Atom links of an item say (RFC 4287 section 4.2.7), in Atom and in RSS alike. Addresses are resolved. */
export interface FeedLinks {
  /** Where it can be read, the likeliest first. */
  readonly pages: readonly Page[];
  readonly enclosures: readonly ImportMedia[];
  /** Pages with a language; the item's own may be among them. */
  readonly translations: readonly Page[];
  /** What is related and is no translation. */
  readonly others: ImportItem['links'];
}

export interface Page {
  readonly url: string;
  /** Its language, as written; empty when it is not said. */
  readonly tag: string;
}

interface Link extends Page {
  readonly relation: string;
  readonly type: string;
  readonly title: string | null;
  readonly length: string | null;
}

/** A relation's registered name may be written as an address (RFC 4287 section 4.2.7.2). */
const REGISTRY = 'http://www.iana.org/assignments/relation/';

export function readLinks(item: XmlElement, namespaces: readonly string[], base: string | null): FeedLinks {
  const links = childrenNamed(item, namespaces, 'link').flatMap((element) => readLink(element, base));
  const alternates = links.filter(({ relation }) => relation === 'alternate');
  const related = links.filter((link) => link.relation === 'related' || link.relation === 'alternate');
  return {
    pages: [...alternates.filter(isPage), ...alternates.filter((link) => !isPage(link))],
    enclosures: links
      .filter(({ relation }) => relation === 'enclosure')
      .flatMap(({ url, ...link }) => enclosureOf(url, null, link)),
    translations: related.filter((link) => link.tag !== '' && isPage(link)),
    others: links
      .filter(({ relation, tag }) => relation === 'related' && tag === '')
      .map(({ url, title }) =>
        title === null || title.trim() === '' ? { url } : { url, title: title.trim() },
      ),
  };
}

function readLink(element: XmlElement, base: string | null): Link[] {
  const said = (name: string) => attributeOf(element, name)?.trim() ?? '';
  const url = resolveAddress(said('href'), baseWithin(element, base));
  const relation = said('rel').toLowerCase();
  if (url === '') return [];
  return [
    {
      relation: relation.startsWith(REGISTRY) ? relation.slice(REGISTRY.length) : relation || 'alternate',
      url,
      type: said('type').toLowerCase(),
      tag: said('hreflang'),
      title: attributeOf(element, 'title'),
      length: attributeOf(element, 'length'),
    },
  ];
}

function isPage({ type }: Link): boolean {
  return type === '' || type.startsWith('text/html') || type.startsWith('application/xhtml+xml');
}
