import type { Format } from '../../domain/feed-name.ts';
import type { Entry } from '../entry.ts';
import type { FeedHead } from '../feed.ts';
import { FEED_FORMATS } from './formats.ts';
import type { Fragments } from './fragments.ts';

export { FEED_TTL_MINUTES } from './rss.ts';

/** `entries` are newest first. The result is the same with and without the cache `fragments`. */
export function renderFeed(
  format: Format,
  head: FeedHead,
  entries: readonly Entry[],
  fragments: Fragments | null = null,
): string {
  const feed = FEED_FORMATS[format];
  const compose = fragments === null ? feed.entry : (entry: Entry) => fragments.get(feed, entry);
  return feed.document(
    head,
    entries.map((entry) => compose(entry)),
  );
}

/** The same as `renderFeed`; a hundred entries can have 20 MB. */
export async function renderFeedInTurns(
  format: Format,
  head: FeedHead,
  entries: readonly Entry[],
  fragments: Fragments,
  pause: () => Promise<void>,
): Promise<string> {
  const feed = FEED_FORMATS[format];
  const texts: string[] = [];
  for (const entry of entries) {
    texts.push(fragments.get(feed, entry));
    await pause();
  }
  return feed.document(head, texts);
}
