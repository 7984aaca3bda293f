import { digest } from './digest.ts';

/**
 * The site that a document comes from. All formats, languages and archive pages of one site are one source, and only
 * a release's own source may rewrite what it brought.
 */
export interface DocumentSource {
  /** Host and port of the site, else the id of the feed; null when a document brought by hand has neither. */
  readonly site: string | null;
  readonly isFetched: boolean;
}

/** A space keeps ids of feeds apart from hosts. */
const FEED_ID = 'feed ';
const MAX_FEED_ID = 500;

/** `permanentUrl` is the address asked for, after permanent redirects. */
export function fetchedFrom(permanentUrl: string): DocumentSource {
  return { site: hostOf(permanentUrl), isFetched: true };
}

/** `site` is what the document says of itself, which only somebody with a token of the newsroom can bring. */
export function broughtByHand(site: string | null): DocumentSource {
  return { site, isFetched: false };
}

/** The host of the first of a document's own addresses that is absolute, else its id; null when it has neither. */
export function siteOf(
  addresses: readonly (string | null | undefined)[],
  feedId: string | null,
): string | null {
  for (const address of addresses) {
    const host = hostOf(address ?? '');
    if (host !== null) return host;
  }
  const id = feedId?.trim() ?? '';
  if (id === '') return null;
  return FEED_ID + (id.length > MAX_FEED_ID ? digest(id) : id);
}

/** Host and port of an HTTP URL. */
export function hostOf(url: string): string | null {
  const parsed = URL.parse(url.trim());
  return parsed === null || !/^https?:$/.test(parsed.protocol) ? null : parsed.host;
}
