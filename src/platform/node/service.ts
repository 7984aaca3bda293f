import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../base/log.ts';
import { DirectoryService } from '../../directory/directory-service.ts';
import type { InvalidateCache } from '../../documents/cache-tags.ts';
import { CurrentVersions } from '../../documents/current-version.ts';
import { openFeedCaches } from '../../feeds/caches.ts';
import type { Service } from '../../http/service.ts';
import type { DeliveryConcurrency } from '../../jobs/concurrency-limiter.ts';
import { HourlyCounts } from '../../jobs/hourly-counts.ts';
import { queueDepths } from '../../jobs/jobs.ts';
import type { TaskOwner } from '../../jobs/scheduler.ts';
import { scheduleChecks } from '../../media/media-check.ts';
import { NewsroomService } from '../../newsroom/newsroom-service.ts';
import { DIRECTORY_KEY } from '../../repository/keys.ts';
import { scheduleIndexing } from '../../search/index-progress.ts';
import { openMediaStore } from '../../storage/open-media-store.ts';
import { StoreFailure } from '../../storage/store.ts';
import { ConfirmationLimits } from '../../subscribers/confirmation-limits.ts';
import { CallbackHosts } from '../../websub/callback-hosts.ts';
import { type Bounds, DEFAULT_BOUNDS, type MailEnvironment } from '../environment.ts';
import { openLog } from '../log.ts';
import { openBodySanitizer } from './body-sanitizer.ts';
import { LostCommits } from './commit-count.ts';
import { compress } from './compress.ts';
import { countDamage } from './damage.ts';
import { openDataDirectory } from './data-directory.ts';
import { DeliveryGate } from './delivery-gate.ts';
import { startDigest } from './digest.ts';
import { openDocumentReader } from './document-reader.ts';
import type { NodeEnvironment } from './environment.ts';
import { createHealthCheck } from './health-check.ts';
import { openMailTransport } from './mailer.ts';
import { type Gauges, QUEUE_LIMIT } from './metrics.ts';
import { openOutgoing } from './outgoing.ts';
import { openOutput } from './output.ts';
import { madeSecret } from './secret.ts';
import type { Database, DatabaseOptions } from './sqlite.ts';
import { TaskTimer } from './timer.ts';

const MEBIBYTE = 1024 * 1024;
const CACHE_BYTES = {
  documents: 64 * MEBIBYTE,
  sources: 8 * MEBIBYTE,
  fragments: 32 * MEBIBYTE,
  changes: 4 * MEBIBYTE,
};
const IMPORT_BYTES = 20 * MEBIBYTE;
/** For each newsroom and for the directory. `perHost` stays below `maxSockets` of the agent in `outgoing.ts`. */
const DELIVERY_CONCURRENCY: DeliveryConcurrency = {
  requests: { first: 32, doubtful: 16, perHost: 16, slowJobs: 32 },
  mails: { first: 8, doubtful: 2, perHost: 8, slowJobs: 10 },
};
/** Milliseconds that deliveries under way may take after a stop: supervisors kill after ten seconds. */
const STOP_TIMEOUT = 5_000;

export interface NodeOptions {
  /** The data directory; null keeps everything in memory. */
  readonly data: string | null;
  readonly baseUrl: string;
  readonly adminToken: string | null;
  /** Without one a secret is made in `data`; in memory there is none. */
  readonly secret?: string | null;
  readonly trustedSecrets?: readonly string[];
  readonly now: () => number;
  /** Allows sources and callbacks at loopback and private addresses, for tests. */
  readonly allowPrivateHosts?: boolean;
  /** The address of an external WebSub hub; without it the service is its own hub. */
  readonly hubUrl?: string | null;
  /** A shared cache in front of the service, which is purged by tag. */
  readonly purge?: NodeEnvironment['purge'];
  readonly mail?: MailEnvironment | null;
  readonly bounds?: Bounds;
  readonly accessibilityContact?: string | null;
  readonly log?: Log;
  readonly onCommit?: DatabaseOptions['onCommit'];
  /** For tests: there is no edge cache on Node. */
  readonly onInvalidate?: InvalidateCache;
  /** Replaces the database in `data`, for tests that make it fail. */
  readonly database?: Database;
}

export interface NodeService extends Service {
  readonly currentVersions: CurrentVersions;
  /** Brings a database of an earlier release up to date, and ends restores that a stop has interrupted. Must be awaited before the first request is served. */
  upgrade(): Promise<void>;
  runDueTasks(): Promise<void>;
  waitUntilIdle(): Promise<void>;
  /** Starts no further delivery, and resolves when none is running. */
  holdDeliveries(): Promise<void>;
  resumeDeliveries(): Promise<void>;
  gauges(): Promise<Gauges>;
  close(): Promise<void>;
}

/** Every newsroom and the directory in one process over one SQLite file. */
export function openService(options: NodeOptions): NodeService {
  const { data, baseUrl, adminToken, now, allowPrivateHosts = false } = options;
  const { hubUrl: externalHub = null, mail = null, accessibilityContact = null } = options;
  const { bounds = DEFAULT_BOUNDS, purge = null } = options;
  const { log = openLog({ level: 'errors', write: openOutput(), now }), onCommit } = options;
  const directoryOptions = { database: options.database, onCommit, now, onIndexReset, onUnreadable };
  const place = openDataDirectory(data, directoryOptions);
  const { database, store, files } = place;
  if (place.lostCommits > 0) log.failed('lost commits', new LostCommits(place.lostCommits));
  const secret = options.secret ?? (data === null ? null : madeSecret(data));
  const outgoing = openOutgoing({ baseUrl, allowPrivateHosts });
  const reader = openDocumentReader();
  const sanitizer = openBodySanitizer();
  const mailTransport = mail === null ? null : openMailTransport(mail, { log });
  const media = openMediaStore(files, startDigest);
  const caches = openFeedCaches(CACHE_BYTES);
  const currentVersions = new CurrentVersions();
  const health = createHealthCheck({ store, place, data, now });
  const hourlyCounts = new HourlyCounts(store, now);
  const deliveries = new DeliveryGate(DELIVERY_CONCURRENCY);
  const timer = new TaskTimer({ store, now, log, ownerOf });
  const dependencies = {
    store,
    now,
    baseUrl,
    compress,
    rearm: () => timer.rearm(),
    outgoing,
    readDocument: reader.read,
    sanitizeBodies: sanitizer.sanitize,
    media,
    log,
    externalHub,
    callbackHosts: new CallbackHosts(bounds.hub, hourlyCounts),
    confirmationLimits: new ConfirmationLimits(bounds.confirmations, hourlyCounts),
    concurrency: deliveries.concurrency,
    random: Math.random,
    mailTransport,
    // The operator has named the cache, which is mostly on this machine.
    purgeTarget: purge && { ...purge, outgoing: openOutgoing({ baseUrl, allowPrivateHosts: true }) },
    exportSecrets: { own: secret, trusted: options.trustedSecrets ?? [] },
    caches,
    currentVersions,
  };
  const directory = new DirectoryService(
    dependencies,
    options.onInvalidate === undefined ? {} : { invalidateCache: options.onInvalidate },
  );
  const newsrooms = new Map<number, NewsroomService>();

  function newsroom(key: number): NewsroomService {
    const known = newsrooms.get(key) ?? new NewsroomService(key, { ...dependencies, directory });
    newsrooms.set(key, known);
    return known;
  }

  function onUnreadable(): void {
    log.failed('unreadable record', new StoreFailure('broken'));
  }

  /** Every newsroom writes its terms again, a portion at a time. */
  function onIndexReset(): void {
    log.failed('search index emptied', new StoreFailure('damaged'));
    void scheduleIndexing(store, now()).then(
      () => timer.rearm(),
      (error: unknown) => log.failed('search index', error),
    );
  }

  function ownerOf(key: number): TaskOwner {
    return key === DIRECTORY_KEY ? directory : newsroom(key);
  }

  async function waitUntilIdle(): Promise<void> {
    await Promise.all([...newsrooms.values(), directory].map((one) => one.waitUntilIdle()));
  }

  return {
    baseUrl,
    adminToken,
    accessibilityContact,
    now,
    directory,
    newsroom,
    keyOfSlug: (slug) => directory.registry.keyOfSlug(slug),
    outgoing,
    readDocument: reader.read,
    compress,
    externalHub,
    allowPrivateHosts,
    currentVersions,
    importBytes: IMPORT_BYTES,
    media,
    supportsRanges: true,
    runDueTasks: () => timer.runDueTasks(),
    async upgrade() {
      for (const attempt of await store.keys('restore')) {
        const { backup } = newsroom(Number(attempt.split(':')[1]));
        // One newsroom that cannot be completed keeps no other closed. Its task tries again.
        await backup.continueRestore(true).catch((error: unknown) => log.failed('restore', error));
      }
      await scheduleChecks(store, now());
      if (!database.isOutdated) return;
      for (const record of await store.keys('newsroom'))
        await newsroom(Number(record.split(':')[1])).backup.rebuild();
      database.markUpgraded();
    },
    waitUntilIdle,
    async holdDeliveries() {
      deliveries.isHeld = true;
      await waitUntilIdle();
    },
    async resumeDeliveries() {
      deliveries.isHeld = false;
      await timer.runDueTasks();
    },
    log,
    health,
    async gauges() {
      const { count, bytes, hits, misses } = caches.documents;
      return {
        documents: { count, bytes, hits, misses },
        queues: await queueDepths(store, QUEUE_LIMIT),
        damage: await countDamage(place),
      };
    },
    async close() {
      // Owners begin nothing more while the tasks that are under way end.
      const owners = [...newsrooms.values(), directory].map((one) => one.stop());
      const stopped = Promise.all([timer.stop(), ...owners]);
      // A delivery that takes longer is repeated after the next start.
      await Promise.race([stopped, sleep(STOP_TIMEOUT, null, { ref: false })]);
      await Promise.all([reader.close(), sanitizer.close()]);
      mailTransport?.close();
      place.close();
    },
  };
}
