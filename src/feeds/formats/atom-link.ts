import type { Entry } from '../entry.ts';
import type { FeedHead } from '../feed.ts';
import type { XmlElement } from '../xml/xml.ts';

/**
 * `prev-archive` is the only link between archive documents (RFC 5005 section 4), because a closed document never changes.
 * Translations are `related`: some readers take the first `alternate` for the feed's page and some the last.
 *
 * @param mediaType of `format`, without parameters
 */
export function headLinks(head: FeedHead, format: 'rss' | 'atom', mediaType: string): XmlElement[] {
  const links: XmlElement[] = [{ '@rel': 'self', '@type': mediaType, '@href': head.selfUrls[format] }];
  if (head.hubUrl !== null) links.push({ '@rel': 'hub', '@href': head.hubUrl });
  if (head.current !== null) {
    links.push({ '@rel': 'current', '@type': mediaType, '@href': head.current[format] });
  }
  if (head.prevArchive !== null) {
    links.push({ '@rel': 'prev-archive', '@type': mediaType, '@href': head.prevArchive[format] });
  }
  for (const { language, urls } of head.translations) {
    links.push({ '@rel': 'related', '@type': mediaType, '@hreflang': language, '@href': urls[format] });
  }
  return links;
}

/** Uses `related` for the same reason as `headLinks`. */
export function variantLinks(entry: Entry): XmlElement[] {
  return entry.variants.map(({ language, url }) => ({
    '@rel': 'related',
    '@type': 'text/html',
    '@hreflang': language,
    '@href': url,
  }));
}
