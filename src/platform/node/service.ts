import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../base/log.ts';
import { DirectoryService } from '../../directory/directory-service.ts';
import type { InvalidateCache } from '../../documents/cache-tags.ts';
import { CurrentVersions } from '../../documents/current-version.ts';
import { openFeedCaches } from '../../feeds/caches.ts';
import type { Service } from '../../http/service.ts';
import type { Pace } from '../../jobs/concurrency-limiter.ts';
import { queueDepths } from '../../jobs/jobs.ts';
import { nextDue, runDueTasks } from '../../jobs/scheduler.ts';
import { NewsroomService } from '../../newsroom/newsroom-service.ts';
import { DIRECTORY_KEY } from '../../repository/keys.ts';
import { openMediaStore } from '../../storage/open-media-store.ts';
import type { MailEnvironment } from '../environment.ts';
import { openLog } from '../log.ts';
import { compress } from './compress.ts';
import { openData } from './data-directory.ts';
import { startDigest } from './digest.ts';
import { openDocumentReader } from './document-reader.ts';
import { openHealthCheck } from './health-check.ts';
import { openMailTransport } from './mailer.ts';
import { type Gauges, QUEUE_LIMIT } from './metrics.ts';
import { openOutgoing } from './outgoing.ts';
import { openOutput } from './output.ts';
import type { Database, DatabaseOptions } from './sqlite.ts';

const MEBIBYTE = 1024 * 1024;
const CACHE_BYTES = { documents: 64 * MEBIBYTE, sources: 8 * MEBIBYTE, fragments: 32 * MEBIBYTE };
/** Of a document to import. */
const IMPORT_BYTES = 20 * 1024 * 1024;
/** Of one newsroom, or of the directory. A host gets fewer connections at once than the agent would open. */
const PACE: Pace = {
  requests: { first: 32, doubtful: 16, perHost: 16, slow: 32 },
  mails: { first: 8, doubtful: 2, perHost: 8, slow: 10 },
};
/** What is under way has so long to end: supervisors kill after ten seconds. */
const LONGEST_STOP = 5_000;
/** Timers do not know that the clock was set: looking again every minute outlives a clock that steps. */
const LONGEST_WAIT = 60 * 1000;
/** After a turn that failed as a whole: a store that cannot be written now will not be a moment later. */
const SHORTEST_WAIT = 1000;

export interface NodeOptions {
  /** Directory of the data, created when absent; null keeps everything in memory. */
  readonly data: string | null;
  readonly baseUrl: string;
  readonly adminToken: string | null;
  readonly now: () => number;
  /** Lets sources and callbacks be on this machine and its network: for tests. */
  readonly allowPrivateHosts?: boolean;
  /** The address of another WebSub hub; null, or nothing said: our own. */
  readonly hubUrl?: string | null;
  /** Null, or nothing said: no mail leaves. */
  readonly mail?: MailEnvironment | null;
  /** Null, or nothing said: readers are sent to the publisher. */
  readonly accessibilityContact?: string | null;
  /** Nothing said: failures go to standard output. */
  readonly log?: Log;
  /** Told how long each commit took. */
  readonly onCommit?: DatabaseOptions['onCommit'];
  /** Told of the documents that each change is seen in: for tests, for nothing stands in front here. */
  readonly onInvalidate?: InvalidateCache;
  /** In place of the one in `data`: for tests that make it fail. */
  readonly database?: Database;
}

export interface NodeService extends Service {
  /** What the newsrooms and the directory show at the moment. */
  readonly currentVersions: CurrentVersions;
  /** Works out what an earlier Kaiku did not write yet; to be waited for before anything is served. */
  upgrade(): Promise<void>;
  /** Does what is due and sets the timer for what comes next. */
  runDueTasks(): Promise<void>;
  /** When nothing goes on in the background. */
  settled(): Promise<void>;
  /** What only a look tells, for the metrics. */
  gauges(): Promise<Gauges>;
  close(): Promise<void>;
}

/** Every newsroom and the directory in one process over one SQLite file. */
export function openService(options: NodeOptions): NodeService {
  const { data, baseUrl, adminToken, now, allowPrivateHosts = false } = options;
  const { hubUrl: externalHub = null, mail = null, accessibilityContact = null } = options;
  const { log = openLog({ level: 'errors', write: openOutput(), now }), onCommit } = options;
  const { database, store, files } = openData(data, { database: options.database, onCommit });
  const outgoing = openOutgoing({ baseUrl, allowPrivateHosts });
  const readDocument = openDocumentReader();
  const mailTransport = mail === null ? null : openMailTransport(mail, { log });
  const media = openMediaStore(files, startDigest);
  const caches = openFeedCaches(CACHE_BYTES);
  const currentVersions = new CurrentVersions();
  const health = openHealthCheck({ store, database, data, now });
  const dependencies = {
    store,
    now,
    baseUrl,
    compress,
    rearm,
    outgoing,
    readDocument,
    media,
    log,
    externalHub,
    pace: PACE,
    random: Math.random,
    mailTransport,
    caches,
    currentVersions,
  };
  const directory = new DirectoryService(
    dependencies,
    options.onInvalidate === undefined ? {} : { invalidateCache: options.onInvalidate },
  );
  const newsrooms = new Map<number, NewsroomService>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let isClosed = false;

  function newsroom(key: number): NewsroomService {
    const known = newsrooms.get(key) ?? new NewsroomService(key, { ...dependencies, directory });
    newsrooms.set(key, known);
    return known;
  }

  function rearm(): void {
    rearmAfter(0);
  }

  function rearmAfter(shortest: number): void {
    void nextDue(store).then(
      (due) => {
        const wait = due === null ? LONGEST_WAIT : Math.min(due - now(), LONGEST_WAIT);
        turnIn(Math.max(wait, shortest));
      },
      (error: unknown) => {
        if (isClosed) return;
        log.failed('next task', error);
        turnIn(SHORTEST_WAIT);
      },
    );
  }

  function turnIn(wait: number): void {
    clearTimeout(timer);
    if (isClosed) return;
    timer = setTimeout(() => void turn(), wait);
    timer.unref();
  }

  /** One turn at a time; a turn that is asked for meanwhile follows. */
  function turn(): Promise<void> {
    running = running.then(async () => {
      if (isClosed) return;
      const owner = (key: number) => (key === DIRECTORY_KEY ? directory : newsroom(key));
      const isDone = await runDueTasks(store, now(), owner, log).then(
        () => true,
        (error: unknown) => {
          log.failed('due tasks', error);
          return false;
        },
      );
      rearmAfter(isDone ? 0 : SHORTEST_WAIT);
    });
    return running;
  }

  async function settled(): Promise<void> {
    await Promise.all([...newsrooms.values(), directory].map((one) => one.settled()));
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
    readDocument,
    compress,
    externalHub,
    allowPrivateHosts,
    currentVersions,
    importBytes: IMPORT_BYTES,
    media,
    servesRanges: true,
    runDueTasks: turn,
    async upgrade() {
      if (!database.isOld) return;
      for (const record of await store.keys('newsroom'))
        await newsroom(Number(record.split(':')[1])).backup.rebuild();
      database.upgraded();
    },
    settled,
    log,
    health,
    async gauges() {
      const { count, bytes, hits, misses } = caches.documents;
      return { documents: { count, bytes, hits, misses }, queues: await queueDepths(store, QUEUE_LIMIT) };
    },
    async close() {
      clearTimeout(timer);
      await running;
      const stopped = Promise.all([...newsrooms.values(), directory].map((one) => one.stop()));
      // A receiver that hangs is tried again after the next start; nothing waits for it here.
      await Promise.race([stopped, sleep(LONGEST_STOP, null, { ref: false })]);
      isClosed = true;
      mailTransport?.close();
      database.close();
    },
  };
}
