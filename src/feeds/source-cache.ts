import { VersionCache } from '../documents/version-cache.ts';
import type { Entry } from './entry.ts';
import type { FeedQuery } from './feed-port.ts';
import type { FeedSource } from './feed-source.ts';

export class SourceCache extends VersionCache<FeedSource> {
  constructor(maxBytes: number) {
    super(maxBytes, ({ entries }) => entries.reduce((sum, entry) => sum + sizeOf(entry), 2048));
  }
}

export type SourceQuery = Pick<FeedQuery, 'feed' | 'archive'>;

/** `version` also contains the owner. */
export function sourceAddress(version: string, { feed, archive }: SourceQuery): string {
  return JSON.stringify([version, feed, archive]);
}

/** An estimate: two bytes per character, and 4 KB for the short members. */
function sizeOf({ title, lead, body }: Entry): number {
  return 2 * (title.length + lead.length + body.length) + 4096;
}
