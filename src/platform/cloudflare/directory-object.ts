import { DurableObject, type RpcTarget } from 'cloudflare:workers';
import type { Log } from '../../base/log.ts';
import { DIRECTORY_SUBJECTS, type DirectoryPort } from '../../directory/directory-port.ts';
import { DirectoryService } from '../../directory/directory-service.ts';
import { CurrentVersions } from '../../documents/current-version.ts';
import { openFeedCaches } from '../../feeds/caches.ts';
import { HourlyCounts } from '../../jobs/hourly-counts.ts';
import { runDueTasks } from '../../jobs/scheduler.ts';
import { openStore } from '../../storage/open-store.ts';
import { sqlDriver } from '../../storage/sql-driver.ts';
import type { Store } from '../../storage/store.ts';
import { sanitizeInPlace } from '../../validation/sanitize-ahead.ts';
import { CallbackHosts } from '../../websub/callback-hosts.ts';
import { compress } from '../node/compress.ts';
import { Alarm } from './alarm.ts';
import { environmentOf } from './environment.ts';
import { type FacetHost, facetOf } from './facets.ts';
import { baseUrlOf, DELIVERY_CONCURRENCY, logOf, OBJECT_CACHE_BYTES, outgoingOf } from './service.ts';
import { durableSql } from './sql.ts';
import { StaleTags } from './stale-tags.ts';

/** After a refused call: five calls a minute are allowed. */
const RETRY_MS = 15_000;

/** Runs the directory, and invalidates the edge cache, since every public change reaches the directory. */
export class DirectoryObject extends DurableObject<Env> implements FacetHost {
  readonly #directory: DirectoryService;
  readonly #stale: StaleTags;
  readonly #store: Store;
  readonly #alarm: Alarm;
  readonly #log: Log;
  /** The next try to invalidate the edge cache; null when no tags wait. */
  #retryAt: number | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#log = logOf(env);
    const store = openStore(sqlDriver(durableSql(ctx.storage)));
    this.#alarm = new Alarm(ctx.storage, store, () => this.#retryAt);
    this.#store = this.#alarm.store;
    const stale = new StaleTags(ctx.storage.kv, {
      invalidate: (tags) => ctx.exports.Documents.invalidate(tags),
      purge: (tags) => ctx.exports.Documents.purge(tags),
    });
    const dependencies = {
      store: this.#store,
      now: Date.now,
      baseUrl: baseUrlOf(env),
      compress,
      caches: openFeedCaches(OBJECT_CACHE_BYTES),
      currentVersions: new CurrentVersions(),
      outgoing: outgoingOf(env),
      externalHub: environmentOf(env).hubUrl,
      concurrency: DELIVERY_CONCURRENCY,
      callbackHosts: new CallbackHosts(environmentOf(env).bounds.hub, new HourlyCounts(store, Date.now)),
      random: Math.random,
      log: this.#log,
      // Every commit sets the alarm: see `Alarm.store`.
      rearm: () => undefined,
      sanitizeBodies: sanitizeInPlace,
    };
    this.#directory = new DirectoryService(dependencies, {
      invalidateCache: (tags, action) => {
        stale.mark(tags, action);
        this.#retryAt = Date.now() + RETRY_MS;
      },
      afterApply: () => this.#startFlush(),
    });
    this.#stale = stale;
    // After an eviction it is unknown whether the waiting tags were invalidated, so they are sent again.
    if (this.#stale.hasTags()) this.#retryAt = Date.now();
    ctx.blockConcurrencyWhile(() => this.#alarm.set());
  }

  facet(name: string): RpcTarget {
    return facetOf<DirectoryPort>(this.#directory, DIRECTORY_SUBJECTS, name);
  }

  override async alarm(): Promise<void> {
    this.#alarm.markFired();
    try {
      await runDueTasks(this.#store, Date.now, () => this.#directory, this.#log);
    } catch (error) {
      this.#log.failed('alarm', error);
    }
    if (this.#retryAt !== null && this.#retryAt <= Date.now()) await this.#flush();
    await this.#alarm.set();
  }

  async #startFlush(): Promise<void> {
    // An update of the newsroom's documents alone makes no commit here, which would set the alarm.
    await this.#alarm.set();
    // The publisher's call neither waits for the edge cache nor fails with it: the alarm tries again.
    this.ctx.waitUntil(this.#flush());
  }

  async #flush(): Promise<void> {
    const isDone = await this.#stale.flush().catch((error: unknown) => {
      this.#log.failed('stale tags', error);
      return false;
    });
    this.#retryAt = isDone ? null : Date.now() + RETRY_MS;
    await this.#alarm.set();
  }
}
