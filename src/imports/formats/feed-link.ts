import type { ImportItem, ImportMedia } from '../document.ts';
import { resolveAddress } from '../html.ts';
import { attributeOf, childrenNamed, type XmlElement } from '../xml.ts';
import { enclosureOf } from './feed-media.ts';
import { baseWithin } from './xhtml.ts';

/** Atom links of an item (RFC 4287 section 4.2.7), in Atom and RSS. */
export interface FeedLinks {
  readonly pages: readonly LinkedPage[];
  /** Addresses of the document itself. */
  readonly self: readonly string[];
  readonly enclosures: readonly ImportMedia[];
  readonly translations: readonly LinkedPage[];
  readonly relatedLinks: ImportItem['links'];
}

export interface LinkedPage {
  readonly url: string;
  /** Language tag as written; empty when unknown. */
  readonly tag: string;
}

interface Link extends LinkedPage {
  readonly relation: string;
  readonly type: string;
  readonly title: string | null;
  readonly length: string | null;
}

/** A registered relation may be written as a URL (RFC 4287 section 4.2.7.2). */
const REGISTRY = 'http://www.iana.org/assignments/relation/';

export function readLinks(item: XmlElement, namespaces: readonly string[], base: string | null): FeedLinks {
  const links = childrenNamed(item, namespaces, 'link').flatMap((element) => readLink(element, base));
  const alternates = links.filter(({ relation }) => relation === 'alternate');
  const related = links.filter((link) => link.relation === 'related' || link.relation === 'alternate');
  return {
    pages: [...alternates.filter(isPage), ...alternates.filter((link) => !isPage(link))],
    self: links.filter(({ relation }) => relation === 'self').map(({ url }) => url),
    enclosures: links
      .filter(({ relation }) => relation === 'enclosure')
      .flatMap(({ url, ...link }) => enclosureOf(url, null, link)),
    translations: related.filter((link) => link.tag !== '' && isPage(link)),
    relatedLinks: links
      .filter(({ relation, tag }) => relation === 'related' && tag === '')
      .map(({ url, title }) =>
        title === null || title.trim() === '' ? { url } : { url, title: title.trim() },
      ),
  };
}

function readLink(element: XmlElement, base: string | null): Link[] {
  const attribute = (name: string) => attributeOf(element, name)?.trim() ?? '';
  const url = resolveAddress(attribute('href'), baseWithin(element, base));
  const relation = attribute('rel').toLowerCase();
  if (url === '') return [];
  return [
    {
      relation: relation.startsWith(REGISTRY) ? relation.slice(REGISTRY.length) : relation || 'alternate',
      url,
      type: attribute('type').toLowerCase(),
      tag: attribute('hreflang'),
      title: attributeOf(element, 'title'),
      length: attributeOf(element, 'length'),
    },
  ];
}

function isPage({ type }: Link): boolean {
  return type === '' || type.startsWith('text/html') || type.startsWith('application/xhtml+xml');
}
