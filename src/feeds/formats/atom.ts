import { toRfc3339 } from '../../base/time/helsinki.ts';
import type { Entry, EntryMedia, Publisher, Tombstone } from '../entry.ts';
import type { FeedFormat, FeedHead } from '../feed.ts';
import { toXml, XML_DECLARATION, type XmlElement } from '../xml/xml.ts';
import { headLinks, variantLinks } from './atom-link.ts';
import { MEDIA_NAMESPACE, mediaContent, mediaTitle } from './media.ts';

const MEDIA_TYPE = 'application/atom+xml';
const FEED_END = '</feed>';

/** Atom 1.0 (RFC 4287) with archives (RFC 5005), tombstones (RFC 6721) and Media RSS. */
export const atom: FeedFormat<'atom'> = {
  format: 'atom',
  mediaType: `${MEDIA_TYPE}; charset=utf-8`,

  entry(entry) {
    return toXml({ entry: entryElement(entry) });
  },

  document(head, fragments) {
    const empty = XML_DECLARATION + toXml({ feed: feedElement(head) });
    return [empty.slice(0, -FEED_END.length), ...fragments, `${FEED_END}\n`].join('\n');
  },
};

function feedElement(head: FeedHead): XmlElement {
  return {
    '@xmlns': 'http://www.w3.org/2005/Atom',
    // Validators warn about an unknown namespace, so it is declared only when it is used.
    '@xmlns:at': head.tombstones.length === 0 ? undefined : 'http://purl.org/atompub/tombstones/1.0',
    '@xmlns:fh': 'http://purl.org/syndication/history/1.0',
    '@xmlns:media': MEDIA_NAMESPACE,
    '@xml:lang': head.language,
    id: head.id,
    title: plain(head.title),
    subtitle: plain(head.description),
    updated: toRfc3339(head.updatedAt),
    author: person(head.author),
    generator: 'Kaiku',
    link: [pageLink(head.homeUrl, head.language), ...headLinks(head, 'atom', MEDIA_TYPE)],
    'fh:archive': head.current === null ? undefined : '',
    'at:deleted-entry': head.tombstones.map((tombstone) => deletedEntry(tombstone, head.language)),
  };
}

function entryElement(entry: Entry): XmlElement {
  return {
    '@xml:lang': entry.language,
    id: entry.id,
    title: plain(entry.title),
    published: toRfc3339(entry.publishedAt),
    updated: toRfc3339(entry.updatedAt),
    author: person(entry.publisher),
    link: [pageLink(entry.url, entry.language), ...variantLinks(entry), ...entry.media.map(enclosure)],
    category: entry.keywords.map((keyword) => ({ '@term': keyword })),
    summary: entry.lead === '' ? undefined : plain(entry.lead),
    content: entry.body === '' ? undefined : { '@type': 'html', '#text': entry.body },
    'media:content': entry.media.map(mediaContent),
  };
}

function plain(text: string): XmlElement {
  return { '@type': 'text', '#text': text };
}

function person({ name, url }: Publisher): XmlElement {
  return { name, uri: url };
}

/** The only `rel=alternate` of a feed or an entry. */
function pageLink(url: string, language: string): XmlElement {
  return { '@rel': 'alternate', '@type': 'text/html', '@hreflang': language, '@href': url };
}

/** Type and length are optional (RFC 4287 sections 4.2.7.3 and 4.2.7.6). */
function enclosure(media: EntryMedia): XmlElement {
  return {
    '@rel': 'enclosure',
    '@type': media.type,
    '@length': media.bytes || undefined,
    '@title': mediaTitle(media),
    '@href': media.url,
  };
}

function deletedEntry({ id, at, reason }: Tombstone, language: string): XmlElement {
  return {
    '@ref': id,
    '@when': toRfc3339(at),
    'at:comment': reason === '' ? undefined : { '@type': 'text', '@xml:lang': language, '#text': reason },
  };
}
