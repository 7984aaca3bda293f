import { DurableObject, type RpcTarget } from 'cloudflare:workers';
import type { Log } from '../../base/log.ts';
import { CurrentVersions } from '../../documents/current-version.ts';
import { openFeedCaches } from '../../feeds/caches.ts';
import { readDocument } from '../../imports/read-document.ts';
import { HourlyCounts } from '../../jobs/hourly-counts.ts';
import { runDueTasks } from '../../jobs/scheduler.ts';
import { NewsroomService } from '../../newsroom/newsroom-service.ts';
import { NEWSROOM_SUBJECTS, type NewsroomPort } from '../../newsroom/port.ts';
import { openStore } from '../../storage/open-store.ts';
import { sqlDriver } from '../../storage/sql-driver.ts';
import type { Store } from '../../storage/store.ts';
import { ConfirmationLimits } from '../../subscribers/confirmation-limits.ts';
import { sanitizeInPlace } from '../../validation/sanitize-ahead.ts';
import { CallbackHosts } from '../../websub/callback-hosts.ts';
import { compress } from '../node/compress.ts';
import { Alarm } from './alarm.ts';
import { environmentOf } from './environment.ts';
import { type FacetHost, facetOf } from './facets.ts';
import { openMailTransport } from './mailer.ts';
import {
  baseUrlOf,
  DELIVERY_CONCURRENCY,
  directoryOf,
  keyOfNewsroom,
  logOf,
  mediaOf,
  OBJECT_CACHE_BYTES,
  outgoingOf,
} from './service.ts';
import { durableSql } from './sql.ts';

/** The only writer of one newsroom. Called by RPC, and by its alarm when a task is due. */
export class NewsroomObject extends DurableObject<Env> implements FacetHost {
  readonly #store: Store;
  readonly #alarm: Alarm;
  readonly #log: Log;
  #service: NewsroomService | undefined;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#log = logOf(env);
    this.#alarm = new Alarm(ctx.storage, openStore(sqlDriver(durableSql(ctx.storage))));
    this.#store = this.#alarm.store;
    ctx.blockConcurrencyWhile(() => this.#alarm.set());
  }

  facet(name: string): RpcTarget {
    return facetOf<NewsroomPort>(this.#newsroom(), NEWSROOM_SUBJECTS, name);
  }

  override async alarm(): Promise<void> {
    this.#alarm.markFired();
    try {
      await runDueTasks(this.#store, Date.now, (key) => this.#newsroom(key), this.#log);
    } catch (error) {
      this.#log.failed('alarm', error);
    }
    await this.#alarm.set();
  }

  /** Made once, since it holds the lock. A task names the key; in a call the key comes from the object's name. */
  #newsroom(key = keyOfNewsroom(this.ctx.id.name)): NewsroomService {
    const { mail, hubUrl, secret, trustedSecrets, bounds } = environmentOf(this.env);
    const hourlyCounts = new HourlyCounts(this.#store, Date.now);
    this.#service ??= new NewsroomService(key, {
      store: this.#store,
      now: Date.now,
      baseUrl: baseUrlOf(this.env),
      compress,
      caches: openFeedCaches(OBJECT_CACHE_BYTES),
      currentVersions: new CurrentVersions(),
      directory: directoryOf(this.env),
      media: mediaOf(this.env),
      outgoing: outgoingOf(this.env),
      externalHub: hubUrl,
      concurrency: DELIVERY_CONCURRENCY,
      callbackHosts: new CallbackHosts(bounds.hub, hourlyCounts),
      confirmationLimits: new ConfirmationLimits(bounds.confirmations, hourlyCounts),
      mailTransport: openMailTransport(this.env.MAIL, mail.from),
      exportSecrets: { own: secret, trusted: trustedSecrets },
      random: Math.random,
      readDocument: async (bytes, context) => readDocument(bytes, context),
      sanitizeBodies: sanitizeInPlace,
      log: this.#log,
      // Every commit sets the alarm: see `Alarm.store`.
      rearm: () => undefined,
    });
    return this.#service;
  }
}
