import { toRfc3339 } from '../../base/time/helsinki.ts';
import type { Entry, EntryMedia, Publisher } from '../entry.ts';
import type { FeedFormat, FeedHead } from '../feed.ts';
import { escapeText, xmlText } from '../xml/xml-text.ts';
import { firstImage, mediaTitle, mediaType } from './media.ts';

/** JSON Feed 1.1. `_kaiku` contains what the format has no member for. */
export const jsonFeed: FeedFormat<'json'> = {
  format: 'json',
  // JSON is UTF-8 and its media types take no charset (RFC 8259 sections 8.1 and 11).
  mediaType: 'application/feed+json',

  entry(entry) {
    return stringify(item(entry));
  },

  document(head, fragments) {
    return `${stringify(feed(head)).slice(0, -1)},"items":[\n${fragments.join(',\n')}\n]}\n`;
  },
};

function feed(head: FeedHead) {
  return {
    version: 'https://jsonfeed.org/version/1.1',
    title: head.title,
    home_page_url: head.homeUrl,
    feed_url: head.selfUrls.json,
    description: head.description,
    next_url: head.prevArchive?.json,
    authors: [author(head.author)],
    language: head.language,
    hubs: head.hubUrl === null ? undefined : [{ type: 'WebSub', url: head.hubUrl }],
    _kaiku: {
      id: head.id,
      current: head.current?.json,
      prev_archive: head.prevArchive?.json,
      translations: head.translations.map(({ language, urls }) => ({ language, url: urls.json })),
      withdrawn: head.tombstones.map(({ id, at, reason }) => ({ id, at: toRfc3339(at), reason })),
    },
  };
}

function item(entry: Entry) {
  return {
    id: entry.id,
    url: entry.url,
    title: entry.title,
    summary: entry.lead || undefined,
    // Every item must have content (JSON Feed 1.1, "Items"), so an empty body is replaced.
    content_html: entry.body || escapeText(entry.lead || entry.title),
    image: firstImage(entry.media)?.url,
    date_published: toRfc3339(entry.publishedAt),
    date_modified: toRfc3339(entry.updatedAt),
    authors: [author(entry.publisher)],
    tags: entry.keywords,
    language: entry.language,
    attachments: attachments(entry.media),
    _kaiku: {
      release_id: entry.releaseId,
      type: entry.type,
      variants: entry.variants,
      corrections: entry.corrections.map(({ at, note }) => ({ at: toRfc3339(at), note })),
      contacts: entry.contacts,
      links: entry.links,
    },
  };
}

function author({ name, url }: Publisher) {
  return { name, url };
}

/** Equal titles mean one object in several formats (JSON Feed 1.1), so repeated titles are left out. */
function attachments(media: readonly EntryMedia[]) {
  const titles = media.map(mediaTitle);
  return media.map((each, index) => ({
    url: each.url,
    mime_type: mediaType(each),
    title: titles.filter((title) => title === titles[index]).length === 1 ? titles[index] : undefined,
    size_in_bytes: each.bytes || undefined,
    _kaiku: attribution(each),
  }));
}

/** The XML formats have the same members in Media RSS. */
function attribution({ alt, caption, credit }: EntryMedia) {
  return alt || caption || credit ? { alt, caption, credit } : undefined;
}

/** Removes what XML cannot contain, so that an entry has the same text in all formats. */
function stringify(value: object): string {
  return JSON.stringify(value, (_name, member) => (typeof member === 'string' ? xmlText(member) : member));
}
