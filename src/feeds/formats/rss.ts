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

/** How long a reader may wait before it asks again, in minutes: what `Cache-Control` says, in RSS's words. */
export const FEED_TTL_MINUTES = 1;

/** `feed` declares a namespace only where it used one itself, so the root is ours, the same on every document. */
const ROOT = `<rss version="2.0"
    xmlns:atom="http://www.w3.org/2005/Atom"
    xmlns:content="http://purl.org/rss/1.0/modules/content/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:fh="http://purl.org/syndication/history/1.0"
    xmlns:media="${MEDIA_NAMESPACE}">`;

const ITEM_END = '</item>';
const CHANNEL_END = '</channel>';

/**
 * RSS 2.0, composed by `feed`: the channel without items, and each item in a channel of its own from which it is
 * cut. The modules `feed` has no words for (Atom, Dublin Core, Media RSS, RFC 5005) are built apart and set before
 * the end tag.
 */
export const rss: FeedFormat = {
  format: 'rss',
  mediaType: `${MEDIA_TYPE}; charset=utf-8`,

  entry(entry) {
    // What precedes the item is constant and what follows it are end tags: neither can hold what is searched for.
    const composed = composeItem(entry);
    const item = composed.slice(composed.indexOf('<item>'), composed.lastIndexOf(ITEM_END)).trimEnd();
    return breakSections(item) + toXml(itemModules(entry)) + ITEM_END;
  },

  document(head, fragments) {
    // Text is escaped on its way in, so the first start tag and the last end tag are the channel's own.
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
    title: textNode(head.title),
    description: textNode(head.description),
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
    title: section(entry.title),
    link: '',
    guid: textNode(entry.id),
    date: helsinkiDate(entry.publishedAt),
    // Readers take a description for HTML; an empty one is left out.
    description: section(escapeText(entry.lead)),
    content: section(entry.body),
    category: entry.keywords.map((keyword) => ({ name: textNode(keyword) })),
    extensions: [link(entry.url)],
  });
  return feed.rss2();
}

/** `dc:creator`, as `author` is an e-mail address. `dc:language` on items only: the channel has `language`. */
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

/** Exactly these three; a length of 0 means unknown (RSS Board profile). `feed` guesses the type from the suffix. */
function enclosure(media: EntryMedia): XmlElement {
  return { '@url': media.url, '@length': media.bytes ?? 0, '@type': mediaType(media) };
}

/** `feed` would run the address through URL(), which may rewrite it; it is the same to the letter in every format. */
function link(url: string): { name: string; objects: { _text: string } } {
  return { name: 'link', objects: { _text: textNode(url) } };
}

/** Text for one of `feed`'s text nodes, in which `&amp;` is turned into `&` before `&` is escaped. */
function textNode(text: string): string {
  return xmlText(text).replace(/&/g, '&amp;');
}

/** Stands where a CDATA section must be broken. XML forbids U+FFFF, so no text still holds one. */
const BREAK = '\uFFFF';

/** Text for one of `feed`'s CDATA sections, of which it breaks only the first `]]>`. */
function section(text: string): string {
  return xmlText(text).replaceAll(']]>', `]]${BREAK}>`);
}

function breakSections(composed: string): string {
  return composed.replaceAll(BREAK, ']]><![CDATA[');
}
