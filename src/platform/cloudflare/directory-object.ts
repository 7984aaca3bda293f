import { DurableObject, type RpcTarget } from 'cloudflare:workers';
import type { Log } from '../../base/log.ts';
import { DIRECTORY_SUBJECTS, type DirectoryPort } from '../../directory/directory-port.ts';
import { DirectoryService } from '../../directory/directory-service.ts';
import { CurrentVersions } from '../../documents/current-version.ts';
import { openFeedCaches } from '../../feeds/caches.ts';
import { runDueTasks } from '../../jobs/scheduler.ts';
import { openStore } from '../../storage/open-store.ts';
import { sqlDriver } from '../../storage/sql-driver.ts';
import type { Store } from '../../storage/store.ts';
import { compress } from '../node/compress.ts';
import { Alarm } from './alarm.ts';
import { environmentOf } from './environment.ts';
import { type FacetHost, facetOf } from './facets.ts';
import { baseUrlOf, logOf, OBJECT_CACHE_BYTES, outgoingOf, PACE } from './service.ts';
import { durableSql } from './sql.ts';
import { StaleTags } from './stale-tags.ts';

/** How long the edge's cache is left alone after it refused: its budget refills by five calls a minute. */
const RETRY = 15_000;

/** The directory in its Durable Object. What changes in public passes here, so it also tells the edge's cache. */
export class DirectoryObject extends DurableObject<Env> implements FacetHost {
  readonly #directory: DirectoryService;
  readonly #stale: StaleTags;
  readonly #store: Store;
  readonly #alarm: Alarm;
  readonly #log: Log;
  /** When the edge's cache is told again; null while there is nothing to tell. */
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
      pace: PACE,
      random: Math.random,
      log: this.#log,
      // Every commit does it.
      rearm: () => undefined,
    };
    this.#directory = new DirectoryService(dependencies, {
      // The commit that follows sets the alarm for it.
      invalidateCache: (tags, action) => {
        stale.mark(tags, action);
        this.#retryAt = Date.now() + RETRY;
      },
      afterApply: () => this.#tellEdge(),
    });
    this.#stale = stale;
    // Of a refusal nothing is known any more: what waits may have been told of when the object was evicted, or not.
    if (this.#stale.isWaiting()) this.#retryAt = Date.now();
    ctx.blockConcurrencyWhile(() => this.#alarm.set());
  }

  /** Called by RPC: see `DirectoryPort` for the subjects. */
  facet(name: string): RpcTarget {
    return facetOf<DirectoryPort>(this.#directory, DIRECTORY_SUBJECTS, name);
  }

  override async alarm(): Promise<void> {
    this.#alarm.hasRung();
    try {
      await runDueTasks(this.#store, Date.now(), () => this.#directory, this.#log);
    } catch (error) {
      this.#log.failed('alarm', error);
    }
    if (this.#retryAt !== null && this.#retryAt <= Date.now()) await this.#flush();
    await this.#alarm.set();
  }

  async #tellEdge(): Promise<void> {
    // What concerns the newsroom's documents alone commits nothing here.
    await this.#alarm.set();
    // The publisher's call does not wait for the edge, nor fail with it: the alarm tries again.
    this.ctx.waitUntil(this.#flush());
  }

  async #flush(): Promise<void> {
    const isDone = await this.#stale.flush().catch((error: unknown) => {
      this.#log.failed('stale tags', error);
      return false;
    });
    this.#retryAt = isDone ? null : Date.now() + RETRY;
    await this.#alarm.set();
  }
}
