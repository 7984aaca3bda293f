import { DurableObject } from 'cloudflare:workers';
import { DocumentCache } from '../../document/document.ts';
import { Directory } from '../../newsroom/directory.ts';
import type { DirectoryPort, FeedQuery } from '../../newsroom/port.ts';
import type { Newsroom } from '../../newsroom/profile.ts';
import type { Release } from '../../release/release.ts';
import { openStore } from '../../store/open-store.ts';
import { sqlDriver } from '../../store/sql-driver.ts';
import { compress } from '../compress.ts';
import { baseUrlOf } from './house.ts';
import { OBJECT_CACHE_BYTES } from './newsroom-object.ts';
import { durableSql } from './sql.ts';
import { StaleTags } from './stale-tags.ts';

/** How long the edge's cache is left alone after it refused: its budget refills by five calls a minute. */
const RETRY = 15_000;

/** The directory in its Durable Object. What changes in public passes here, so it also tells the edge's cache. */
export class DirectoryObject extends DurableObject<Env> implements DirectoryPort {
  readonly #directory: Directory;
  readonly #stale: StaleTags;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#directory = new Directory({
      store: openStore(sqlDriver(durableSql(ctx.storage))),
      now: Date.now,
      baseUrl: baseUrlOf(env),
      compress,
      documents: new DocumentCache(OBJECT_CACHE_BYTES),
      // The directory has nothing that falls due.
      rearm: () => undefined,
    });
    this.#stale = new StaleTags(ctx.storage.kv, {
      invalidate: (tags) => ctx.exports.Documents.invalidate(tags),
      purge: (tags) => ctx.exports.Documents.purge(tags),
    });
  }

  reserve(slug: string, key: number | null) {
    return this.#directory.reserve(slug, key);
  }
  keyOfSlug(slug: string) {
    return this.#directory.keyOfSlug(slug);
  }
  keyOfNumber(number: number) {
    return this.#directory.keyOfNumber(number);
  }
  claimNumber(number: number, key: number) {
    return this.#directory.claimNumber(number, key);
  }
  feed(query: FeedQuery) {
    return this.#directory.feed(query);
  }

  async apply(newsroom: Newsroom, release: Release | null): Promise<void> {
    const key = await this.#directory.keyOfNumber(newsroom.number);
    const isWithdrawal = release !== null && hasWithdrawn(release);
    this.#stale.mark(['all', `newsroom-${key ?? newsroom.number}`], isWithdrawal ? 'purge' : 'invalidate');
    await this.ctx.storage.setAlarm(Date.now() + RETRY);
    await this.#directory.apply(newsroom, release);
    // The publisher's call does not wait for the edge, nor fail with it: the alarm tries again.
    this.ctx.waitUntil(this.#flush());
  }

  override async alarm(): Promise<void> {
    await this.#flush();
  }

  async #flush(): Promise<void> {
    const isDone = await this.#stale.flush().catch((error: unknown) => {
      console.error(error);
      return false;
    });
    if (isDone) await this.ctx.storage.deleteAlarm();
    else await this.ctx.storage.setAlarm(Date.now() + RETRY);
  }
}

function hasWithdrawn(release: Release): boolean {
  return Object.values(release.variants).some((variant) => variant.withdrawn !== null);
}
