import type { EntryMedia } from '../entry.ts';
import type { XmlElement } from '../xml/xml.ts';

/** For media of which the publisher did not say the type (RFC 2046 section 4.5.1). */
const UNKNOWN_TYPE = 'application/octet-stream';

export const MEDIA_NAMESPACE = 'http://search.yahoo.com/mrss/';

/** The media type to state where a format demands one. */
export function mediaType(media: EntryMedia): string {
  return media.type ?? UNKNOWN_TYPE;
}

export function firstImage(media: readonly EntryMedia[]): EntryMedia | undefined {
  return media.find((each) => mediumOf(each) === 'image');
}

/** The one medium to enclose where a format takes one: an image must not displace the document it illustrates. */
export function mainMedium(media: readonly EntryMedia[]): EntryMedia | undefined {
  const document = media.find((each) => each.type !== undefined && mediumOf(each) !== 'image');
  return document ?? firstImage(media) ?? media[0];
}

/** What a medium is called where a format has one line for it. */
export function mediaTitle(media: EntryMedia): string | undefined {
  return media.caption || media.alt || undefined;
}

/**
 * `media:content` (Media RSS 1.5.1). Its `media:text` is for transcripts, so the text alternative stands as the
 * object's title and the caption as its description.
 */
export function mediaContent(media: EntryMedia): XmlElement {
  return {
    '@url': media.url,
    '@fileSize': media.bytes || undefined,
    '@type': media.type,
    '@medium': mediumOf(media),
    'media:title': plain(media.alt),
    'media:description': plain(media.caption),
    'media:credit': media.credit || undefined,
  };
}

function plain(text: string | undefined): XmlElement | undefined {
  return text ? { '@type': 'plain', '#text': text } : undefined;
}

function mediumOf(media: EntryMedia): 'image' | 'audio' | 'video' | 'document' | undefined {
  const top = media.type?.toLowerCase().split('/')[0];
  if (top === undefined) return undefined;
  return top === 'image' || top === 'audio' || top === 'video' ? top : 'document';
}
