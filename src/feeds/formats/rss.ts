import { Feed } from 'feed';
import { toRfc3339 } from '../../base/time/helsinki.ts';
import { helsinkiDate } from '../../base/time/helsinki-date.ts';
import type { Entry, EntryMedia } from '../entry.ts';
import type { FeedFormat, FeedHead } from '../feed.ts';
import { toXml, XML_DECLARATION, type XmlElement } from '../xml/xml.ts';
import { escapeText, xmlText } from '../xml/xml-text.ts';
import { headLinks, variantLinks } from './atom-link.ts';
import { MEDIA_NAMESPACE, mainMedium, mediaContent, mediaType } from './media.ts';

const MEDIA_TYPE = 'application/rss+xml';

/** The same time as in `Cache-Control`. */
export const FEED_TTL_MINUTES = 1;

/** The library `feed` declares only the namespaces that it uses itself, so this module writes the root element. */
const ROOT = `<rss version="2.0"
    xmlns:atom="http://www.w3.org/2005/Atom"
    xmlns:content="http://purl.org/rss/1.0/modules/content/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:fh="http://purl.org/syndication/history/1.0"
    xmlns:media="${MEDIA_NAMESPACE}">`;

const ITEM_END = '</item>';
const CHANNEL_END = '</channel>';

/** The library `feed` composes the channel and, in a channel of its own, each item. Unsupported elements are added here. */
export const rss: FeedFormat<'rss'> = {
  format: 'rss',
  mediaType: `${MEDIA_TYPE}; charset=utf-8`,

  entry(entry) {
    // Only constant text precedes the item and only end tags follow it, so both searches find the item's own tags.
    const composed = composeItem(entry);
    const item = composed.slice(composed.indexOf('<item>'), composed.lastIndexOf(ITEM_END)).trimEnd();
    return splitCdata(item) + toXml(itemModules(entry)) + ITEM_END;
  },

  document(head, fragments) {
    // All text is escaped, so the first start tag and the last end tag belong to the channel.
    const composed = composeChannel(head);
    const channel = composed
      .slice(composed.indexOf('<channel>'), composed.lastIndexOf(CHANNEL_END))
      .trimEnd();
    const modules = toXml(channelModules(head));
    return [XML_DECLARATION + ROOT, channel + modules, ...fragments, CHANNEL_END, '</rss>\n'].join('\n');
  },
};

function composeChannel(head: FeedHead): string {
  const feed = new Feed({
    title: inTextNode(head.title),
    description: inTextNode(head.description),
    language: head.language,
    updated: helsinkiDate(head.updatedAt),
    ttl: FEED_TTL_MINUTES,
    generator: 'Kaiku',
    docs: 'https://www.rssboard.org/rss-specification',
  });
  feed.addExtension(link(head.homeUrl));
  return feed.rss2();
}

function channelModules(head: FeedHead): XmlElement {
  return {
    'atom:link': headLinks(head, 'rss', MEDIA_TYPE),
    'fh:archive': head.current === null ? undefined : '',
  };
}

function composeItem(entry: Entry): string {
  const feed = new Feed({ title: '', updated: helsinkiDate(entry.updatedAt) });
  feed.addItem({
    title: inCdata(entry.title),
    link: '',
    guid: inTextNode(entry.id),
    date: helsinkiDate(entry.publishedAt),
    // Feed readers parse a description as HTML.
    description: inCdata(escapeText(entry.lead)),
    content: inCdata(entry.body),
    category: entry.keywords.map((keyword) => ({ name: inTextNode(keyword) })),
    extensions: [link(entry.url)],
  });
  return feed.rss2();
}

/** `dc:creator`, because `author` must be an e-mail address. RSS has `language` only for channels. */
function itemModules(entry: Entry): XmlElement {
  const main = mainMedium(entry.media);
  return {
    enclosure: main === undefined ? undefined : enclosure(main),
    'dc:creator': entry.publisher.name,
    'dc:language': entry.language,
    'atom:updated': toRfc3339(entry.updatedAt),
    'atom:link': variantLinks(entry),
    'media:content': entry.media.map(mediaContent),
  };
}

/** A length of 0 means unknown (RSS Board profile). `feed` would guess the type from the file name. */
function enclosure(media: EntryMedia): XmlElement {
  return { '@url': media.url, '@length': media.bytes ?? 0, '@type': mediaType(media) };
}

/** `feed` would pass the address to `URL()`, which may change it, but all formats must contain the same address. */
function link(url: string): { name: string; objects: { _text: string } } {
  return { name: 'link', objects: { _text: inTextNode(url) } };
}

/** In text nodes `feed` replaces `&amp;` by `&` before it escapes `&`. */
function inTextNode(text: string): string {
  return xmlText(text).replace(/&/g, '&amp;');
}

/** Marks where a CDATA section must be split. XML forbids U+FFFF, so no text contains it. */
const SPLIT = '\uFFFF';

/** In CDATA sections `feed` splits only the first `]]>`. */
function inCdata(text: string): string {
  return xmlText(text).replaceAll(']]>', `]]${SPLIT}>`);
}

function splitCdata(composed: string): string {
  return composed.replaceAll(SPLIT, ']]><![CDATA[');
}
