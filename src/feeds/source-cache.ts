import { VersionCache } from '../documents/version-cache.ts';
import type { Entry } from './entry.ts';
import type { FeedQuery } from './feed-port.ts';
import type { FeedSource } from './feed-source.ts';

/** What feed documents were made of, under their version: three formats are made of one, usually at once. */
export class SourceCache extends VersionCache<FeedSource> {
  constructor(maxBytes: number) {
    super(maxBytes, ({ entries }) => entries.reduce((sum, entry) => sum + sizeOf(entry), 2048));
  }
}

/** Where the source of a document of that version is; `version` names its owner too. */
export function sourceAddress(version: string, { feed, archive }: FeedQuery): string {
  return JSON.stringify([version, feed, archive]);
}

/** About: two bytes a character, and what is short in an entry. */
function sizeOf({ title, lead, body }: Entry): number {
  return 2 * (title.length + lead.length + body.length) + 4096;
}
