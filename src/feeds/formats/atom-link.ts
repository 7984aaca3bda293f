import type { Entry } from '../entry.ts';
import type { FeedHead } from '../feed.ts';
import type { XmlElement } from '../xml/xml.ts';

/**
 * The links of a feed's head that Atom and RSS (as `atom:link`) share: the document itself, the hub, the archive's
 * neighbours (RFC 5005 section 4; `prev-archive` only, since a closed document never changes), and the same feed in
 * other languages. Those are `related`: of several `alternate`s some readers take the first for the feed's page and
 * some the last.
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

/** The other variants of an entry's release, for the same reason not as further `alternate`s. */
export function variantLinks(entry: Entry): XmlElement[] {
  return entry.variants.map(({ language, url }) => ({
    '@rel': 'related',
    '@type': 'text/html',
    '@hreflang': language,
    '@href': url,
  }));
}
