import { serve } from '../document/document.ts';
import type { Language } from '../locale/language.ts';
import { matchesIfMatch } from '../negotiate/conditional.ts';
import { fail, invalid, ok, type Result } from '../problem.ts';
import {
  correct,
  createRelease,
  liftEmbargo,
  patchRelease,
  publish,
  schedule,
  unschedule,
  withdraw,
} from '../publish/changes.ts';
import type { Desk } from '../publish/desk.ts';
import { patchNewsroom, removedLanguages } from '../publish/newsroom-request.ts';
import type { Release } from '../release/release.ts';
import { Batch } from '../store/batch.ts';
import { toSecond } from '../time/instant.ts';
import { timelineKeys } from '../timeline/keys.ts';
import { ownerOf, writeNewsroom } from './commit.ts';
import { newsroomFeed } from './feeds.ts';
import { newsroomKeys } from './keys.ts';
import { listReleases } from './listing.ts';
import type {
  FeedQuery,
  Held,
  HeldPage,
  ListQuery,
  NewsroomPort,
  ReleaseChange,
  Served,
  Token,
} from './port.ts';
import type { NewsroomPremises } from './premises.ts';
import type { Newsroom, Profile } from './profile.ts';
import { rebuildTimelines } from './rebuild.ts';
import { decodeRelease, encode, isIdempotencyRecord } from './records.ts';
import { LAST_NUMBER, Room } from './room.ts';
import { mintToken, sha256 } from './token.ts';
import { addToken, listTokens, revokeToken, tokenRecord, verifyToken } from './tokens.ts';
import { exportPart, restoreDone, restorePart } from './transfer.ts';

/** One newsroom: the only writer of its records, on Node one of many over one file, in a Durable Object alone. */
export class NewsroomHouse implements NewsroomPort {
  readonly #key: number;
  readonly #premises: NewsroomPremises;
  readonly #room: Room;

  constructor(key: number, premises: NewsroomPremises) {
    this.#key = key;
    this.#premises = premises;
    this.#room = new Room(key, premises, () => this.drain());
  }

  async found(profile: Profile, number: number): Promise<Result<{ newsroom: Newsroom; token: string }>> {
    return this.#room.write(async () => {
      if ((await this.#room.record()) !== null) return fail('taken');
      const { now, baseUrl, store } = this.#premises;
      const createdAt = toSecond(now());
      const newsroom: Newsroom = {
        ...profile,
        number,
        revision: 1,
        createdAt,
        authority: new URL(baseUrl).hostname,
      };
      const batch = new Batch();
      const parts = mintToken(number);
      const { record, token } = await tokenRecord(parts, createdAt);
      batch.set(newsroomKeys.token(this.#key, parts.id), encode(record));
      this.#tellDirectory(batch);
      const written = writeNewsroom(batch, {
        ...{ schema: 1, key: this.#key, newsroom, version: 1, changedAt: createdAt },
        ...{ lastNumber: 0, writes: 0, restoring: false, crowded: false },
      });
      await batch.commit(store);
      this.#room.becomes(written);
      this.#room.isRead(0);
      return ok({ newsroom, token });
    });
  }

  async newsroom(): Promise<Newsroom | null> {
    const record = await this.#room.record();
    return record === null || record.restoring ? null : record.newsroom;
  }

  async patchNewsroom(body: unknown): Promise<Result<Newsroom>> {
    return this.#room.write(async () => {
      const record = await this.#room.record();
      if (record === null) return fail('not-found');
      const patched = patchNewsroom(record.newsroom, body, this.#premises.baseUrl);
      if (!patched.ok) return patched;
      for (const language of removedLanguages(record.newsroom, patched.value)) {
        if (await this.#hasReleases(language))
          return fail('wrong-state', { rule: 'language-has-public-variants' });
      }
      const batch = new Batch();
      this.#tellDirectory(batch);
      await this.#room.commitVersion(batch, { ...record, newsroom: patched.value });
      return patched;
    });
  }

  verify(token: string): Promise<boolean> {
    return verifyToken(this.#premises.store, this.#key, token);
  }

  tokens(): Promise<Token[]> {
    return listTokens(this.#premises.store, this.#key);
  }

  async addToken(): Promise<{ token: string } & Token> {
    const number = (await this.#room.record())?.newsroom.number ?? this.#key;
    return addToken(this.#premises.store, this.#key, number, toSecond(this.#premises.now()));
  }

  revokeToken(id: string): Promise<Result<null>> {
    return revokeToken(this.#premises.store, this.#key, id);
  }

  async create(body: unknown, idempotencyKey: string | null): Promise<Result<Held>> {
    const digest = idempotencyKey === null ? '' : await sha256(JSON.stringify(body) ?? '');
    return this.#room.write(async () => {
      const record = await this.#room.record();
      if (record === null) return fail('not-found');
      const { store, now } = this.#premises;
      const used =
        idempotencyKey === null ? null : newsroomKeys.idempotency(this.#key, await sha256(idempotencyKey));
      if (used !== null) {
        const replayed = await this.#replay(record.newsroom, await store.get(used), digest);
        if (replayed !== null) return replayed;
      }
      const number = record.lastNumber + 1;
      if (number > LAST_NUMBER) return fail('unavailable');
      const created = createRelease(this.#room.desk(record), number, body);
      if (!created.ok) return created;
      const at = now();
      await this.#room.commit(record, null, created.value, {
        extra: (batch) => {
          if (used === null) return;
          batch.set(used, encode({ schema: 1, body: digest, number, at }));
          batch.set(newsroomKeys.dueRow(at + DAY, this.#key, `forget-${number}`), {
            ...{ key: this.#key, task: 'forget', record: used },
          });
        },
      });
      return ok({ newsroom: record.newsroom, release: created.value });
    });
  }

  async release(number: number): Promise<Held | null> {
    const newsroom = await this.newsroom();
    const release = await this.#room.release(number);
    return newsroom === null || release === null ? null : { newsroom, release };
  }

  async change(number: number, ifMatch: string | null, change: ReleaseChange): Promise<Result<Held>> {
    return this.#room.write(async () => {
      const record = await this.#room.record();
      const release = await this.#room.release(number);
      if (record === null || release === null) return fail('not-found');
      if (ifMatch === null) return fail('precondition-required');
      if (!matchesIfMatch(ifMatch, `"${release.revision}"`)) return fail('stale');
      const changed = applyChange(this.#room.desk(record), release, change);
      if (!changed.ok) return changed;
      await this.#room.commit(record, release, changed.value);
      return ok({ newsroom: record.newsroom, release: changed.value });
    });
  }

  async list(query: ListQuery): Promise<Result<HeldPage>> {
    const newsroom = await this.newsroom();
    if (newsroom === null) return fail('not-found');
    return listReleases(this.#premises.store, this.#key, newsroom, query);
  }

  async revisions(number: number): Promise<Held[] | null> {
    const held = await this.release(number);
    if (held === null) return null;
    const { store } = this.#premises;
    const records = await store.getMany(await store.keys(newsroomKeys.revisions(this.#key, number)));
    return records.flatMap((record) => {
      const release = decodeRelease(record);
      return release === null ? [] : [{ newsroom: held.newsroom, release }];
    });
  }

  async revision(number: number, revision: number): Promise<Held | null> {
    const newsroom = await this.newsroom();
    if (revision > 999_999_999) return null;
    const release = decodeRelease(
      await this.#premises.store.get(newsroomKeys.revision(this.#key, number, revision)),
    );
    return newsroom === null || release === null ? null : { newsroom, release };
  }

  async feed(query: FeedQuery): Promise<Result<Served>> {
    const record = await this.#room.record();
    if (record === null || record.restoring) return fail('not-found');
    this.#room.isRead(record.version);
    const document = await newsroomFeed(this.#premises, record, query, (read) => this.#room.alone(read));
    return document === null ? fail('not-found') : ok(serve(document, query.encoding));
  }

  exportPart(cursor: string | null): Promise<{ text: string; next: string | null }> {
    return exportPart(this.#premises.store, this.#key, cursor);
  }

  async restorePart(lines: readonly string[]): Promise<Result<null>> {
    return this.#room.write(async () => {
      const record = await this.#room.record();
      if (record === null) return fail('not-found');
      const restored = await restorePart(this.#premises, record, lines);
      if (!restored.ok) return restored;
      this.#room.becomes(restored.value);
      return ok(null);
    });
  }

  async restoreDone(): Promise<Result<Newsroom>> {
    return this.#room.write(async () => {
      const record = await this.#room.record();
      if (record === null) return fail('not-found');
      const restored = await restoreDone(this.#premises, record);
      if (!restored.ok) return restored;
      this.#room.becomes(restored.value);
      return ok(restored.value.newsroom);
    });
  }

  rebuild(): Promise<{ rows: number; repaired: number }> {
    return this.#room.alone(() => rebuildTimelines(this.#premises.store, this.#key, ownerOf(this.#key)));
  }

  /** The alarm's work for one due row; rows that are due no more are passed over. */
  async lift(number: number): Promise<void> {
    await this.#room.write(async () => {
      const record = await this.#room.record();
      const release = await this.#room.release(number);
      if (record === null || release === null) return ok(null);
      const lifted = liftEmbargo(this.#room.desk(record), release);
      if (lifted.ok) await this.#room.commit(record, release, lifted.value);
      return ok(null);
    });
  }

  /** Brings the directory up to date. Every row is sent as the release is now; a failure leaves the rows. */
  async drain(): Promise<void> {
    const { store, directory } = this.#premises;
    const rows = await store.keys(newsroomKeys.outbox(this.#key), { limit: 100 });
    const record = await this.#room.record();
    if (record === null || record.restoring) {
      // The end of the restore asks again.
      await store.commit([{ key: newsroomKeys.dueRow(0, this.#key, 'outbox') }]);
      return;
    }
    const revisions = await store.getMany(rows);
    for (const [index, row] of rows.entries()) {
      const number = revisions[index]?.number;
      const release = typeof number === 'number' ? await this.#room.release(number) : null;
      await directory.apply(record.newsroom, release);
      await this.#room.alone(async () => {
        const isSame =
          typeof number !== 'number' || (await this.#room.release(number))?.revision === release?.revision;
        if (isSame) await store.commit([{ key: row }]);
      });
    }
    await this.#room.alone(async () => {
      const left = await store.keys(newsroomKeys.outbox(this.#key), { limit: 1 });
      if (left.length === 0) await store.commit([{ key: newsroomKeys.dueRow(0, this.#key, 'outbox') }]);
    });
  }

  async #replay(newsroom: Newsroom, used: object | null, digest: string): Promise<Result<Held> | null> {
    const record = used === null ? null : { ...used };
    if (!isIdempotencyRecord(record) || record.at + DAY <= this.#premises.now()) return null;
    if (record.body !== digest) {
      return fail('idempotency-mismatch', { errors: [{ pointer: 'Idempotency-Key', code: 'duplicate' }] });
    }
    const first = await this.revision(record.number, 1);
    return first === null ? null : ok({ newsroom, release: first.release });
  }

  /** A release in `language` is public, or will be: its newsroom cannot give the language up. */
  async #hasReleases(language: Language): Promise<boolean> {
    const { store } = this.#premises;
    const shelf = { owner: ownerOf(this.#key), language, cut: { kind: 'all' } } as const;
    const bases = [timelineKeys.allRows(shelf), newsroomKeys.index(this.#key, 'scheduled', language)];
    const found = await Promise.all(bases.map((base) => store.keys(base, { limit: 1 })));
    return found.some((rows) => rows.length > 0);
  }

  #tellDirectory(batch: Batch): void {
    batch.set(newsroomKeys.outboxRow(this.#key, 'profile'), { profile: true });
    batch.set(newsroomKeys.dueRow(0, this.#key, 'outbox'), { key: this.#key, task: 'outbox' });
  }
}

const DAY = 24 * 60 * 60 * 1000;

function applyChange(desk: Desk, release: Release, change: ReleaseChange): Result<Release> {
  switch (change.kind) {
    case 'patch':
      return patchRelease(desk, release, change.body);
    case 'publish':
      return publish(desk, release, change.body);
    case 'schedule':
      return schedule(desk, release, change.body);
    case 'unschedule':
      return unschedule(release, change.body);
    case 'correct':
      return correct(desk, release, change.body);
    case 'withdraw':
      return withdraw(desk, release, change.body);
    default:
      return invalid({ pointer: '', code: 'unknown-choice' });
  }
}
