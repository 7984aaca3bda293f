import { feedUrl } from '../addresses.ts';
import { serve } from '../document/document.ts';
import { LANGUAGES } from '../locale/language.ts';
import { fail, ok, type Result } from '../problem.ts';
import { type Release, releaseId } from '../release/release.ts';
import { Batch } from '../store/batch.ts';
import { padded } from '../store/keys.ts';
import type { Store, Stored } from '../store/store.ts';
import { toSecond } from '../time/instant.ts';
import { moves, place } from '../timeline/place.ts';
import { toEntry, toTombstone } from '../timeline/project.ts';
import { readPage } from '../timeline/read.ts';
import { directoryCuts } from '../timeline/shelf.ts';
import { mayBeRead, nextChange } from './commit.ts';
import { type FeedSource, feedDocument } from './feed-document.ts';
import { Lock } from './lock.ts';
import type { DirectoryPort, FeedQuery, Served } from './port.ts';
import type { Premises } from './premises.ts';
import type { Newsroom } from './profile.ts';
import { decodeRelease, encodeRelease } from './records.ts';

const OWNER = 'all';
const HEAD = 'directory:head';

const keys = {
  slug: (slug: string) => `directory:slug:${slug}`,
  number: (number: number) => `directory:number:${padded(number)}`,
  newsroom: (number: number) => `directory:newsroom:${padded(number)}`,
  release: (id: number) => `directory:release:${padded(id, 15)}`,
};

/** The directory's own record. */
interface Head {
  readonly createdAt: number;
  readonly authority: string;
  readonly lastKey: number;
  readonly version: number;
  readonly changedAt: number;
  readonly crowded: boolean;
}

/** The letters and the length of every slug there can be. */
const SLUG = /^[a-z0-9-]{1,63}$/;

/**
 * Who has which slug and number, for ever, and the timeline across newsrooms. It holds copies of what is public, which
 * the newsrooms' outboxes bring; the newsrooms remain the authority.
 */
export class Directory implements DirectoryPort {
  readonly #premises: Premises;
  readonly #lock = new Lock();
  /** As a newsroom's: the latest version that was read, undefined when it is not known. */
  #readVersion: number | undefined;

  constructor(premises: Premises) {
    this.#premises = premises;
  }

  reserve(slug: string, key: number | null): Promise<Result<{ key: number; number: number }>> {
    return this.#lock.run(async () => {
      const { store } = this.#premises;
      const holder = numberIn(await store.get(keys.slug(slug)), 'key');
      // An address reserved for a newsroom that was never founded is finished by whoever asks next.
      if (holder !== null)
        return key === null || key === holder ? ok({ key: holder, number: holder }) : fail('taken');
      const batch = new Batch();
      if (key !== null) {
        batch.set(keys.slug(slug), { key });
        await batch.commit(store);
        return ok({ key, number: key });
      }
      const head = await this.#head();
      let fresh = head.lastKey + 1;
      while ((await store.get(keys.number(fresh))) !== null) fresh += 1;
      batch.set(keys.slug(slug), { key: fresh });
      batch.set(keys.number(fresh), { key: fresh });
      batch.set(HEAD, { ...head, lastKey: fresh });
      await batch.commit(store);
      return ok({ key: fresh, number: fresh });
    });
  }

  async keyOfSlug(slug: string): Promise<number | null> {
    // What an address names may be any text, and not every text is a key of the store.
    return SLUG.test(slug) ? numberIn(await this.#premises.store.get(keys.slug(slug)), 'key') : null;
  }

  async keyOfNumber(number: number): Promise<number | null> {
    return numberIn(await this.#premises.store.get(keys.number(number)), 'key');
  }

  claimNumber(number: number, key: number): Promise<Result<null>> {
    return this.#lock.run(async () => {
      const holder = await this.keyOfNumber(number);
      if (holder !== null && holder !== key) return fail('wrong-state', { rule: 'number-taken' });
      await this.#premises.store.commit([{ key: keys.number(number), value: { key } }]);
      return ok(null);
    });
  }

  apply(newsroom: Newsroom, release: Release | null): Promise<void> {
    return this.#lock.run(async () => {
      const { store, now } = this.#premises;
      const batch = new Batch();
      batch.set(keys.newsroom(newsroom.number), { newsroom });
      if (release !== null) {
        const id = releaseId(newsroom.number, release.number);
        const before = decodeRelease(await store.get(keys.release(id)));
        if (before !== null && before.revision >= release.revision) return;
        await place(store, batch, moves(OWNER, id, before, release, directoryCuts));
        batch.set(keys.release(id), encodeRelease(release));
      }
      const head = await this.#head();
      batch.set(HEAD, {
        ...head,
        version: head.version + 1,
        ...nextChange(head, now(), mayBeRead(head.version, this.#readVersion)),
      });
      await batch.commit(store);
    });
  }

  async feed(query: FeedQuery): Promise<Result<Served>> {
    const head = await this.#head();
    const address = feedUrl('', query.feed, query.format, query.archive ?? undefined);
    this.#readVersion = head.version;
    const document = await this.#premises.documents.get(`all@${head.version}${address}`, async () => {
      const source = await this.#lock.run(() => this.#source(head, query));
      return source === null ? null : feedDocument(source, query.format, this.#premises.compress);
    });
    return document === null ? fail('not-found') : ok(serve(document, query.encoding));
  }

  async #source(head: Head, { feed, archive }: FeedQuery): Promise<FeedSource | null> {
    const { store, baseUrl } = this.#premises;
    const { language, cut } = feed;
    const page = await readPage(store, { owner: OWNER, language, cut }, archive);
    if (page === null) return null;
    return {
      ...{ feed, baseUrl, archive, newsroom: null, previous: page.previous },
      ...{ changedAt: head.changedAt, crowded: head.crowded },
      entries: (await this.#releases(store, page.numbers)).flatMap(
        ({ newsroom, release }) => toEntry(newsroom, release, language, baseUrl) ?? [],
      ),
      tombstones: (await this.#releases(store, page.withdrawn)).flatMap(
        ({ release }) => toTombstone(release, language) ?? [],
      ),
      languages: LANGUAGES,
      founding: head,
      tags: ['all'],
    };
  }

  async #releases(store: Store, ids: readonly number[]): Promise<{ newsroom: Newsroom; release: Release }[]> {
    const numbers = ids.map((id) => Math.floor(id / 1_000_000));
    const newsrooms = await store.getMany(numbers.map(keys.newsroom));
    const releases = await store.getMany(ids.map(keys.release));
    return releases.flatMap((record, at) => {
      const release = decodeRelease(record);
      const newsroom = newsroomIn(newsrooms[at]);
      return release === null || newsroom === null ? [] : [{ newsroom, release }];
    });
  }

  async #head(): Promise<Head> {
    const record = await this.#premises.store.get(HEAD);
    if (isHead(record)) return record;
    const createdAt = toSecond(this.#premises.now());
    const authority = new URL(this.#premises.baseUrl).hostname;
    const head = { createdAt, authority, lastKey: 0, version: 0, changedAt: createdAt, crowded: false };
    // Written at the first question, because the feeds' ids carry the founding day.
    await this.#premises.store.commit([{ key: HEAD, value: head }]);
    this.#readVersion = -1;
    return head;
  }
}

function isHead(record: Stored | null): record is Stored & Head {
  return typeof record?.lastKey === 'number' && typeof record.version === 'number';
}

function newsroomIn(record: Stored | null | undefined): Newsroom | null {
  return isNewsroom(record?.newsroom) ? record.newsroom : null;
}

function isNewsroom(value: unknown): value is Newsroom {
  return typeof value === 'object' && value !== null && 'slug' in value && 'languages' in value;
}

function numberIn(record: Stored | null, field: string): number | null {
  const value = record?.[field];
  return typeof value === 'number' ? value : null;
}
