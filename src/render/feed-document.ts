import type { Entry } from '../timeline/entry.ts';
import type { FeedHead, Format } from '../timeline/feed.ts';
import { FEED_FORMATS } from './formats.ts';

export { FEED_TTL_MINUTES } from './rss.ts';

/** A feed document: `entries` newest first under `head`, in one format. The same input gives the same bytes. */
export function renderFeed(format: Format, head: FeedHead, entries: readonly Entry[]): string {
  const { entry, document } = FEED_FORMATS[format];
  return document(head, entries.map(entry));
}
