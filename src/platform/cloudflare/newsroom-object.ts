import { DurableObject } from 'cloudflare:workers';
import { DocumentCache } from '../../document/document.ts';
import { NewsroomHouse } from '../../newsroom/newsroom.ts';
import type { FeedQuery, ListQuery, NewsroomPort, ReleaseChange } from '../../newsroom/port.ts';
import type { Profile } from '../../newsroom/profile.ts';
import { nextDue, wake } from '../../newsroom/wake.ts';
import { openStore } from '../../store/open-store.ts';
import { sqlDriver } from '../../store/sql-driver.ts';
import type { Store } from '../../store/store.ts';
import { compress } from '../compress.ts';
import { baseUrlOf, directoryOf, keyOfNewsroom } from './house.ts';
import { durableSql } from './sql.ts';

/** An object has 128 MB, its isolate may hold several. */
export const OBJECT_CACHE_BYTES = 16 * 1024 * 1024;
/** What is due already is usually the outbox, which the call that filled it is emptying: the alarm is for its failure. */
const GRACE = 1000;

/** One newsroom in its Durable Object: its only writer, called by RPC, woken by its alarm for what is due. */
export class NewsroomObject extends DurableObject<Env> implements NewsroomPort {
  readonly #store: Store;
  #house: NewsroomHouse | undefined;
  /** What the alarm is set for: null for nothing, undefined when it is not known. */
  #armedFor: number | null | undefined;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const store = openStore(sqlDriver(durableSql(ctx.storage)));
    this.#store = {
      ...store,
      // Storage writes without I/O between them are one transaction: no task is ever stored without its alarm.
      commit: async (writes) => {
        await store.commit(writes);
        await this.#arm();
      },
    };
    ctx.blockConcurrencyWhile(() => this.#arm());
  }

  found(profile: Profile, number: number) {
    return this.#desk().found(profile, number);
  }
  newsroom() {
    return this.#desk().newsroom();
  }
  patchNewsroom(body: unknown) {
    return this.#desk().patchNewsroom(body);
  }
  verify(token: string) {
    return this.#desk().verify(token);
  }
  tokens() {
    return this.#desk().tokens();
  }
  addToken() {
    return this.#desk().addToken();
  }
  revokeToken(id: string) {
    return this.#desk().revokeToken(id);
  }
  create(body: unknown, idempotencyKey: string | null) {
    return this.#desk().create(body, idempotencyKey);
  }
  release(number: number) {
    return this.#desk().release(number);
  }
  change(number: number, ifMatch: string | null, change: ReleaseChange) {
    return this.#desk().change(number, ifMatch, change);
  }
  list(query: ListQuery) {
    return this.#desk().list(query);
  }
  revisions(number: number) {
    return this.#desk().revisions(number);
  }
  revision(number: number, revision: number) {
    return this.#desk().revision(number, revision);
  }
  feed(query: FeedQuery) {
    return this.#desk().feed(query);
  }
  exportPart(cursor: string | null) {
    return this.#desk().exportPart(cursor);
  }
  restorePart(lines: readonly string[]) {
    return this.#desk().restorePart(lines);
  }
  restoreDone() {
    return this.#desk().restoreDone();
  }
  rebuild() {
    return this.#desk().rebuild();
  }

  override async alarm(): Promise<void> {
    this.#armedFor = undefined;
    try {
      await wake(this.#store, Date.now(), (key) => this.#desk(key));
    } catch (error) {
      console.error(error);
    }
    await this.#arm();
  }

  /** There is one house, for it holds the lock. An alarm's tasks name the key; a call's object has it in its name. */
  #desk(key = keyOfNewsroom(this.ctx.id.name)): NewsroomHouse {
    this.#house ??= new NewsroomHouse(key, {
      store: this.#store,
      now: Date.now,
      baseUrl: baseUrlOf(this.env),
      compress,
      documents: new DocumentCache(OBJECT_CACHE_BYTES),
      directory: directoryOf(this.env),
      // Every commit does it.
      rearm: () => undefined,
    });
    return this.#house;
  }

  async #arm(): Promise<void> {
    const due = await nextDue(this.#store);
    if (due === this.#armedFor) return;
    this.#armedFor = due;
    if (due === null) await this.ctx.storage.deleteAlarm();
    else await this.ctx.storage.setAlarm(Math.max(due, Date.now() + GRACE));
  }
}
