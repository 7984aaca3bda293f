import type { Format } from '../../domain/feed-name.ts';
import type { Entry } from '../entry.ts';
import type { FeedHead } from '../feed.ts';
import { FEED_FORMATS } from './formats.ts';
import type { Fragments } from './fragments.ts';

export { FEED_TTL_MINUTES } from './rss.ts';

/**
 * A feed document: `entries` newest first under `head`, in one format. The same input gives the same bytes, with and
 * without `fragments`, which spare composing what they have.
 */
export function renderFeed(
  format: Format,
  head: FeedHead,
  entries: readonly Entry[],
  fragments: Fragments | null = null,
): string {
  const feed = FEED_FORMATS[format];
  const compose = fragments === null ? feed.entry : (entry: Entry) => fragments.of(feed, entry);
  return feed.document(
    head,
    entries.map((entry) => compose(entry)),
  );
}
