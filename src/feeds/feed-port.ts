import type { FeedName, Format } from '../domain/feed-name.ts';
import type { Encoding } from '../negotiation/encoding.ts';

export interface FeedQuery {
  readonly feed: FeedName;
  readonly format: Format;
  readonly archive: number | null;
  readonly encoding: Encoding | null;
}
