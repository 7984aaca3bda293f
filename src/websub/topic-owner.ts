import type { Language } from '../base/locale/language.ts';
import type { Result } from '../base/problem.ts';
import type { EncodedDocument } from '../documents/document.ts';
import type { FeedQuery } from '../feeds/feed-port.ts';
import type { Pace } from '../jobs/concurrency-limiter.ts';
import type { JobOwner } from '../jobs/queue.ts';
import type { Outgoing } from '../outgoing/outgoing.ts';

/** What the hub is given by the owner of the topics: a newsroom, or the directory. */
export interface TopicOwner extends JobOwner {
  readonly outgoing: Outgoing;
  readonly baseUrl: string;
  /** The address of another hub, which then delivers in this one's place; null for our own. */
  readonly externalHub: string | null;
  readonly pace: Pace;
  /** The owner segment of its timelines. */
  readonly timelineOwner: string;
  feed(query: FeedQuery): Promise<Result<EncodedDocument>>;
  /** What the topics are made of; null while nothing of the owner may be read. */
  present(): Promise<Present | null>;
}

export interface Present {
  /** Null is the directory. */
  readonly slug: string | null;
  readonly languages: readonly Language[];
}
