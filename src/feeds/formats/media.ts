import type { EntryMedia } from '../entry.ts';
import type { XmlElement } from '../xml/xml.ts';

/** RFC 2046 section 4.5.1. */
const UNKNOWN_TYPE = 'application/octet-stream';

export const MEDIA_NAMESPACE = 'http://search.yahoo.com/mrss/';

export function mediaType(media: EntryMedia): string {
  return media.type ?? UNKNOWN_TYPE;
}

export function firstImage(media: readonly EntryMedia[]): EntryMedia | undefined {
  return media.find((each) => mediumOf(each) === 'image');
}

/** For formats with one enclosure. A document is preferred, because images usually only illustrate it. */
export function mainMedium(media: readonly EntryMedia[]): EntryMedia | undefined {
  const document = media.find((each) => each.type !== undefined && mediumOf(each) !== 'image');
  return document ?? firstImage(media) ?? media[0];
}

export function mediaTitle(media: EntryMedia): string | undefined {
  return media.caption || media.alt || undefined;
}

/** Media RSS 1.5.1. `media:text` is for transcripts, so the title contains the text alternative. */
export function mediaContent(media: EntryMedia): XmlElement {
  return {
    '@url': media.url,
    '@fileSize': media.bytes || undefined,
    '@type': media.type,
    '@medium': mediumOf(media),
    'media:title': plainText(media.alt),
    'media:description': plainText(media.caption),
    'media:credit': media.credit || undefined,
  };
}

function plainText(text: string | undefined): XmlElement | undefined {
  return text ? { '@type': 'plain', '#text': text } : undefined;
}

function mediumOf(media: EntryMedia): 'image' | 'audio' | 'video' | 'document' | undefined {
  const top = media.type?.toLowerCase().split('/')[0];
  if (top === undefined) return undefined;
  return top === 'image' || top === 'audio' || top === 'video' ? top : 'document';
}
