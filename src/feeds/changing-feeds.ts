import type { Result } from '../base/problem.ts';
import type { FeedName, Format } from '../domain/feed-name.ts';

export interface TopicQuery {
  readonly feed: FeedName;
  readonly format: Format;
}

/** A subscription document without what its subscriber has received (WebSub section 7 allows a diff of two versions). */
export interface FeedChanges {
  readonly mediaType: string;
  readonly body: Uint8Array;
  /** The state of the whole document, which a subscriber has after this delivery. */
  readonly state: string;
}

export interface ChangingFeeds {
  /** Digests of the head, the entries and the tombstones, for `changes`. Null when the owner does not have the feed. */
  state(query: TopicQuery): Promise<string | null>;
  /** `received` is the state that the subscriber has; null gives the whole document. Can fail with `not-found`. */
  changes(query: TopicQuery, received: string | null): Promise<Result<FeedChanges>>;
}
