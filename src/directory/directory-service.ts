import { LANGUAGES } from '../base/locale/language.ts';
import type { InvalidateCache } from '../documents/cache-tags.ts';
import type { FeedDependencies } from '../feeds/dependencies.ts';
import { isChannelName } from '../jobs/jobs.ts';
import { Outbox } from '../jobs/outbox.ts';
import type { TaskOwner } from '../jobs/scheduler.ts';
import type { RepositoryDependencies } from '../repository/dependencies.ts';
import { DIRECTORY_KEY } from '../repository/keys.ts';
import type { Store, Stored } from '../storage/store.ts';
import { hubChannels } from '../websub/hub.ts';
import { HubService } from '../websub/hub-service.ts';
import { type TopicDependencies, topicOwner } from '../websub/topic-owner.ts';
import { type PurgeTarget, purgeChannel } from './cache-purge.ts';
import { DirectoryFeedService } from './directory-feed-service.ts';
import { DirectoryPageService } from './directory-page-service.ts';
import type { DirectoryPort } from './directory-port.ts';
import { DIRECTORY_OWNER, DirectoryRepository } from './directory-repository.ts';
import { DiscoveryService } from './discovery-service.ts';
import { RegistryService } from './registry-service.ts';
import { UpdateService } from './update-service.ts';

export interface DirectoryDependencies extends RepositoryDependencies, FeedDependencies, TopicDependencies {
  readonly store: Store;
  /** Another cache than the edge's own; none by default. */
  readonly purgeTarget?: PurgeTarget | null;
}

export interface DirectoryHooks {
  readonly invalidateCache?: InvalidateCache;
  readonly afterApply?: () => Promise<void>;
}

export class DirectoryService implements DirectoryPort, TaskOwner {
  readonly registry: RegistryService;
  readonly updates: UpdateService;
  readonly feeds: DirectoryFeedService;
  readonly pages: DirectoryPageService;
  readonly discovery: DiscoveryService;
  readonly hub: HubService;
  readonly #outbox: Outbox;

  constructor(dependencies: DirectoryDependencies, hooks: DirectoryHooks = {}) {
    const { invalidateCache = () => undefined, afterApply = async () => undefined } = hooks;
    const { caches, compress } = dependencies;
    const { documents } = caches;
    const repository = new DirectoryRepository(dependencies);
    this.feeds = new DirectoryFeedService(repository, dependencies);
    const owner = topicOwner(repository, dependencies, {
      key: DIRECTORY_KEY,
      timelineOwner: DIRECTORY_OWNER,
      feeds: this.feeds,
      topicScope: async () => ({ slug: null, languages: LANGUAGES }),
    });
    const { purgeTarget = null, concurrency } = dependencies;
    const outbox = new Outbox(owner, [
      ...hubChannels(owner),
      purgeChannel(owner, purgeTarget, concurrency.requests),
    ]);
    this.#outbox = outbox;
    this.registry = new RegistryService(repository);
    this.updates = new UpdateService(repository, {
      outbox,
      invalidateCache,
      isPurging: purgeTarget !== null,
      afterApply,
    });
    this.pages = new DirectoryPageService(repository, { documents, compress });
    this.discovery = new DiscoveryService(repository, { documents, compress });
    this.hub = new HubService(owner, outbox);
  }

  async runTask({ task, channel }: Stored, row: string): Promise<void> {
    if (task === 'queue' && isChannelName(channel)) await this.#outbox.run(channel, row);
  }

  /** Resolves when no background work is running. */
  waitUntilIdle(): Promise<void> {
    return this.#outbox.waitUntilIdle();
  }

  /** Finishes running work and starts no more. */
  stop(): Promise<void> {
    return this.#outbox.stop();
  }
}
