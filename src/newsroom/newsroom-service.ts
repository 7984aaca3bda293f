import { BackupService } from '../backup/backup-service.ts';
import { SitemapService } from '../directory/sitemap-service.ts';
import { FeedService } from '../feeds/feed-service.ts';
import { ImportService } from '../imports/import-service.ts';
import { JoinService } from '../imports/join-service.ts';
import { SourceService } from '../imports/source-service.ts';
import { isChannelName } from '../jobs/jobs.ts';
import type { TaskOwner } from '../jobs/scheduler.ts';
import { MediaLibrary } from '../media/media-library.ts';
import { PageService } from '../pages/page-service.ts';
import { PreviewService } from '../pages/preview-service.ts';
import { NewsroomRepository } from '../repository/repository.ts';
import { SearchService } from '../search/search-service.ts';
import type { Stored } from '../storage/store.ts';
import { SubscriberService } from '../subscribers/subscriber-service.ts';
import { COMMIT_PARTS } from './commit-parts.ts';
import { DeliveryService } from './delivery-service.ts';
import type { NewsroomDependencies } from './dependencies.ts';
import { DirectoryUpdater } from './directory-updater.ts';
import { liftEmbargo } from './lift-embargo.ts';
import type { NewsroomPort } from './port.ts';
import { ProfileService } from './profile-service.ts';
import { ReleaseService } from './release-service.ts';
import { TokenService } from './token-service.ts';

/** Of updates that the directory gets before a write returns: more than one commit enqueues, and no long restore or import. */
const BATCHES_AFTER_WRITE = 10;

/** The only writer of a newsroom's records. On Node all newsrooms share one file; on Workers each has a Durable Object. */
export class NewsroomService implements NewsroomPort, TaskOwner {
  readonly profile: ProfileService;
  readonly tokens: TokenService;
  readonly releases: ReleaseService;
  readonly imports: ImportService;
  readonly joins: JoinService;
  readonly sources: SourceService;
  readonly media: MediaLibrary;
  readonly feeds: FeedService;
  readonly search: SearchService;
  readonly pages: PageService;
  readonly previews: PreviewService;
  readonly sitemaps: SitemapService;
  readonly deliveries: DeliveryService;
  readonly subscribers: SubscriberService;
  readonly backup: BackupService;
  readonly #repository: NewsroomRepository;
  readonly #directoryUpdater: DirectoryUpdater;

  constructor(key: number, dependencies: NewsroomDependencies) {
    const repository = new NewsroomRepository(key, dependencies, COMMIT_PARTS, () => this.#flushOutbox());
    const { caches, compress, media, directory, mailTransport, confirmationLimits, exportSecrets } =
      dependencies;
    const { documents } = caches;
    this.#repository = repository;
    this.#directoryUpdater = new DirectoryUpdater(repository, () => directory.updates);
    this.profile = new ProfileService(repository);
    this.tokens = new TokenService(repository);
    this.imports = new ImportService(repository);
    this.joins = new JoinService(repository);
    this.sources = new SourceService(repository, this.imports, dependencies);
    this.search = new SearchService(repository);
    this.media = new MediaLibrary(repository, media);
    this.releases = new ReleaseService(repository, this.media);
    this.feeds = new FeedService(repository, dependencies);
    this.pages = new PageService(repository, {
      library: this.media,
      search: this.search,
      documents,
      compress,
    });
    this.previews = new PreviewService(repository, this.media);
    this.sitemaps = new SitemapService(repository, { documents, compress });
    this.deliveries = new DeliveryService(repository, dependencies, this.feeds);
    this.subscribers = new SubscriberService(
      repository,
      this.deliveries.mailChannel,
      confirmationLimits,
      mailTransport !== null,
    );
    this.backup = new BackupService(
      repository,
      { media, directory, exportSecrets },
      COMMIT_PARTS,
      this.#directoryUpdater,
    );
  }

  get hub(): DeliveryService['hub'] {
    return this.deliveries.hub;
  }

  async runTask({ task, number, source, channel, blob, snapshot }: Stored, row: string): Promise<void> {
    if (task === 'lift' && typeof number === 'number') await liftEmbargo(this.#repository, number, row);
    if (task === 'source' && typeof source === 'string') await this.sources.fetchIfDue(source);
    if (task === 'search') await this.search.indexNextPortion();
    if (task === 'media' && typeof blob === 'string')
      await this.media.removeUnusedBlob(blob, row, this.backup.isExporting);
    if (task === 'export' && typeof snapshot === 'string') await this.backup.closeOldExport(snapshot);
    if (task === 'restore') await this.backup.continueRestore();
    if (task === 'files') await this.media.checkNextFiles();
    if (task === 'outbox') await this.#directoryUpdater.sendBatch(row);
    if (task === 'queue' && isChannelName(channel)) await this.deliveries.outbox.run(channel, row);
  }

  /** Resolves when no background work is running. */
  async waitUntilIdle(): Promise<void> {
    await this.sources.waitUntilIdle();
    await this.deliveries.outbox.waitUntilIdle();
  }

  /** Finishes running work and starts no more. Due tasks wait for the next start of the process. */
  async stop(): Promise<void> {
    await Promise.all([this.sources.waitUntilIdle(), this.deliveries.outbox.stop()]);
  }

  async #flushOutbox(): Promise<void> {
    await this.deliveries.outbox.startEnqueued();
    await this.#directoryUpdater.run(BATCHES_AFTER_WRITE);
  }
}
