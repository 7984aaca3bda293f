import type { Language } from '../base/locale/language.ts';
import type { Result } from '../base/problem.ts';
import type { EncodedDocument } from '../documents/document.ts';
import type { FeedQuery } from '../feeds/feed-port.ts';
import type { DeliveryConcurrency } from '../jobs/concurrency-limiter.ts';
import type { JobOwner } from '../jobs/queue.ts';
import type { Outgoing } from '../outgoing/outgoing.ts';

/** A newsroom or the directory, whose feeds are the topics of the hub. */
export interface TopicOwner extends JobOwner {
  readonly outgoing: Outgoing;
  readonly baseUrl: string;
  /** The URL of the hub that delivers instead of this service; null for the service's own hub. */
  readonly externalHub: string | null;
  readonly concurrency: DeliveryConcurrency;
  /** The owner segment in the keys of its timelines. */
  readonly timelineOwner: string;
  feed(query: FeedQuery): Promise<Result<EncodedDocument>>;
  /** Null while the owner is not public. */
  topicScope(): Promise<TopicScope | null>;
}

export interface TopicScope {
  /** Null for the directory. */
  readonly slug: string | null;
  readonly languages: readonly Language[];
}
