import type { Language } from '../base/locale/language.ts';
import type { ChangingFeeds } from '../feeds/changing-feeds.ts';
import type { DeliveryConcurrency } from '../jobs/concurrency-limiter.ts';
import type { JobOwner } from '../jobs/queue.ts';
import type { Outgoing } from '../outgoing/outgoing.ts';
import type { RepositoryDependencies } from '../repository/dependencies.ts';
import type { CallbackHosts } from './callback-hosts.ts';

/** What the hub needs beside the repository. */
export interface TopicDependencies {
  readonly outgoing: Outgoing;
  /** The URL of the hub that delivers instead of this service; null for the service's own hub. */
  readonly externalHub: string | null;
  readonly concurrency: DeliveryConcurrency;
  readonly callbackHosts: CallbackHosts;
}

/** A newsroom or the directory, whose feeds are the topics of the hub. */
export interface TopicOwner extends JobOwner, TopicDependencies {
  readonly baseUrl: string;
  /** The owner segment in the keys of its timelines. */
  readonly timelineOwner: string;
  readonly feeds: ChangingFeeds;
  /** Null while the owner is not public. */
  topicScope(): Promise<TopicScope | null>;
}

interface TopicRepository extends Pick<TopicOwner, 'withLock'> {
  readonly dependencies: RepositoryDependencies;
}

/** `own` is what a newsroom and the directory answer differently. */
export function topicOwner(
  repository: TopicRepository,
  { outgoing, externalHub, concurrency, callbackHosts }: TopicDependencies,
  own: Pick<TopicOwner, 'key' | 'timelineOwner' | 'feeds' | 'topicScope'>,
): TopicOwner {
  const { store, now, random, rearm, log, baseUrl } = repository.dependencies;
  return {
    ...own,
    store,
    now,
    random,
    rearm,
    log,
    outgoing,
    baseUrl,
    externalHub,
    concurrency,
    callbackHosts,
    withLock: (work) => repository.withLock(work),
  };
}

export interface TopicScope {
  /** Null for the directory. */
  readonly slug: string | null;
  readonly languages: readonly Language[];
}
