import { randomHex } from '../base/crypto.ts';
import { fail, invalid, ok, type Result } from '../base/problem.ts';
import { toSecond } from '../base/time/instant.ts';
import { libraryTags, tag } from '../documents/cache-tags.ts';
import type { MediaItem } from '../domain/media-file.ts';
import type { Audience } from '../domain/representation.ts';
import { ownerOf } from '../domain/timeline.ts';
import { matchesIfMatch } from '../negotiation/conditional.ts';
import { enqueueLibraryUpdate } from '../repository/directory-updates.ts';
import type { NewsroomRecord } from '../repository/records.ts';
import type { NewsroomRepository } from '../repository/repository.ts';
import type { MediaStore } from '../storage/media-store.ts';
import type { Stored, Transaction } from '../storage/store.ts';
import { clearingTask } from './clearing-task.ts';
import { mediaKeys } from './keys.ts';
import { libraryIds, withLibrary } from './library-references.ts';
import { MEDIA_LIMITS } from './limits.ts';
import type {
  MediaPage,
  MediaPort,
  MediaQuery,
  MediaUpload,
  MediaWithNewsroom,
  StagedUpload,
} from './media-port.ts';
import { createMedia, patchMedia, reword } from './media-request.ts';
import { isListed } from './media-use.ts';
import { representMedia } from './representation.ts';

const ID = /^[0-9a-f]{32}$/;
const CURSOR = /^([0-9]{14}):([0-9a-f]{32})$/;

interface MediaRecord {
  readonly schema: 1;
  readonly item: MediaItem;
  readonly blob: string;
}

/**
 * The newsroom's library. Bytes are stored before the record that names them and taken away after it has gone, both with
 * a task that outlives a kill: nothing is ever named that is not there, and nothing stays that is not named.
 */
export class MediaLibrary implements MediaPort {
  readonly #repository: NewsroomRepository;
  readonly #media: MediaStore;

  constructor(repository: NewsroomRepository, media: MediaStore) {
    this.#repository = repository;
    this.#media = media;
  }

  stage(): Promise<Result<StagedUpload>> {
    return this.#inRoom(async () => {
      const { store, now, rearm } = this.#repository.dependencies;
      // Of random letters: bytes that come again are not those that are just being taken away.
      const staged = { blob: `${this.#repository.key}:${randomHex(16)}`, until: now() + MEDIA_LIMITS.staged };
      const transaction = store.transaction();
      this.#clearAt(transaction, staged);
      await transaction.commit();
      rearm();
      return ok(staged);
    });
  }

  put(upload: MediaUpload): Promise<Result<{ held: MediaWithNewsroom; isNew: boolean }>> {
    return this.#inRoom(async (record) => {
      const known = await this.#read(upload.file.id);
      const put = known === null ? await this.#add(record, upload) : await this.#again(record, known, upload);
      if (!put.ok) await this.#discard(upload.staged);
      return put;
    });
  }

  async get(id: string, audience: Audience): Promise<MediaWithNewsroom | null> {
    const record = await this.#repository.record();
    const isOpen = record !== null && !record.restoring && (await this.#isFor(audience, id));
    const found = isOpen ? await this.#read(id) : null;
    return record === null || found === null ? null : held(record, found);
  }

  async list({ limit, cursor, audience }: MediaQuery): Promise<Result<MediaPage>> {
    const record = await this.#repository.record();
    if (record === null || record.restoring) return fail('not-found');
    const after = cursor === null ? null : decodeCursor(cursor);
    if (cursor !== null && after === null) return invalid({ pointer: 'cursor', code: 'malformed-cursor' });
    const { key, dependencies } = this.#repository;
    const base = mediaKeys.order(key);
    const rows: string[] = [];
    let from = after === null ? null : `${base}:${after}`;
    while (rows.length <= limit) {
      const more = await dependencies.store.keys(base, {
        limit: limit + 1,
        ...(from !== null && { after: from }),
      });
      for (const row of more) if (await this.#isFor(audience, row.slice(-32))) rows.push(row);
      from = more.at(-1) ?? null;
      if (more.length <= limit) break;
    }
    const shown = rows.slice(0, limit);
    const ids = shown.map((row) => row.slice(-32));
    const records = await dependencies.store.getMany(ids.map((id) => mediaKeys.item(key, id)));
    const last = shown.at(-1);
    const next = rows.length > limit && last !== undefined ? encodeCursor(last.slice(base.length + 1)) : null;
    const items = records.flatMap((stored) => decodeMedia(stored)?.item ?? []);
    return ok({ newsroom: record.newsroom, items, next });
  }

  patch(id: string, ifMatch: string | null, body: unknown): Promise<Result<MediaWithNewsroom>> {
    return this.#inRoom(async (record) => {
      const found = await this.#read(id);
      if (found === null) return fail('not-found');
      if (ifMatch === null) return fail('precondition-required');
      if (!matchesIfMatch(ifMatch, `"${found.item.revision}"`)) return fail('stale');
      const present = representMedia(
        found.item,
        record.newsroom.number,
        this.#repository.dependencies.baseUrl,
      );
      const patched = patchMedia(found.item, present, body);
      if (!patched.ok) return patched;
      const after = { ...found, item: patched.value };
      if (after.item !== found.item)
        await this.#commit(record, id, (transaction) => this.#set(transaction, after));
      return ok(held(record, after));
    });
  }

  remove(id: string): Promise<Result<null>> {
    return this.#inRoom(async (record) => {
      const found = await this.#read(id);
      if (found === null) return fail('not-found');
      const { key, dependencies } = this.#repository;
      const uses = await dependencies.store.keys(mediaKeys.uses(key, id), { limit: 1 });
      if (uses.length > 0) return fail('wrong-state', { rule: 'media-in-use' });
      await this.#commit(record, id, (transaction) => {
        enqueueLibraryUpdate(transaction, record, `gone-${id}`, [tag.file(ownerOf(key), id)]);
        transaction.remove(mediaKeys.item(key, id));
        transaction.remove(mediaKeys.orderRow(key, found.item));
        this.#clearAt(transaction, { blob: found.blob, until: dependencies.now() });
      });
      return ok(null);
    });
  }

  /** A release's request with what the library knows of the files it refers to. */
  async inRequest(record: NewsroomRecord, body: unknown): Promise<unknown> {
    const { key, dependencies } = this.#repository;
    const base = `${dependencies.baseUrl}/media/${record.newsroom.number}/`;
    const ids = libraryIds(body, base);
    if (ids.length === 0) return body;
    const records = await dependencies.store.getMany(ids.map((id) => mediaKeys.item(key, id)));
    const items = records.flatMap((stored) => decodeMedia(stored)?.item ?? []);
    return withLibrary(body, base, new Map(items.map((item) => [item.id, item])));
  }

  /** The alarm's work: takes bytes away, unless the task at `row` has been taken back meanwhile. */
  async clear(blob: string, row: string): Promise<void> {
    await this.#repository.withLock(async () => {
      const { store } = this.#repository.dependencies;
      if ((await store.get(row)) !== null) await this.#media.remove(blob);
    });
  }

  async #add(
    record: NewsroomRecord,
    upload: MediaUpload,
  ): Promise<Result<{ held: MediaWithNewsroom; isNew: boolean }>> {
    const { key, dependencies } = this.#repository;
    const { staged, file, name, words } = upload;
    const created = createMedia(file, name, words ?? {}, toSecond(dependencies.now()));
    if (!created.ok) return created;
    const base = mediaKeys.items(key);
    const others = await dependencies.store.keys(base, { limit: MEDIA_LIMITS.items });
    if (others.length === MEDIA_LIMITS.items) {
      return invalid({ pointer: '', code: 'too-many', params: { max: MEDIA_LIMITS.items } });
    }
    // An upload that took longer than it may wait has been taken away, or is about to be.
    const isWaiting = (await dependencies.store.get(this.#task(staged))) !== null;
    if (!isWaiting || !(await this.#media.has(staged.blob))) return fail('unavailable');
    const added: MediaRecord = { schema: 1, item: created.value, blob: staged.blob };
    await this.#commit(record, added.item.id, (transaction) => {
      this.#set(transaction, added);
      transaction.set(mediaKeys.orderRow(key, added.item), { id: added.item.id });
      transaction.remove(this.#task(staged));
    });
    return ok({ held: held(record, added), isNew: true });
  }

  /** The bytes are here: those that came are not needed. */
  async #again(
    record: NewsroomRecord,
    known: MediaRecord,
    { staged, words }: MediaUpload,
  ): Promise<Result<{ held: MediaWithNewsroom; isNew: boolean }>> {
    const said = reword(known.item, words ?? {});
    if (!said.ok) return said;
    const after = { ...known, item: said.value };
    if (after.item !== known.item)
      await this.#commit(record, after.item.id, (transaction) => this.#set(transaction, after));
    await this.#discard(staged);
    return ok({ held: held(record, after), isNew: false });
  }

  /** A change of a file is one of the newsroom's pages, and of the pages of the releases that refer to it. */
  async #commit(
    record: NewsroomRecord,
    id: string,
    write: (transaction: Transaction) => void,
  ): Promise<void> {
    const { key, dependencies } = this.#repository;
    const uses = await dependencies.store.keys(mediaKeys.uses(key, id));
    const releases = uses.map((row) => Number(row.split(':').at(-1)));
    const transaction = dependencies.store.transaction();
    write(transaction);
    enqueueLibraryUpdate(transaction, record, `media-${id}`, libraryTags(ownerOf(key), releases));
    await this.#repository.commitVersion(transaction, record);
    this.#repository.dependencies.rearm();
  }

  #set(transaction: Transaction, { item, blob }: MediaRecord): void {
    transaction.set(mediaKeys.item(this.#repository.key, item.id), encodeMedia(item, blob));
  }

  #clearAt(transaction: Transaction, staged: StagedUpload): void {
    const task = clearingTask(this.#repository.key, staged);
    transaction.set(task.key, task.value);
  }

  #task(staged: StagedUpload): string {
    return clearingTask(this.#repository.key, staged).key;
  }

  /** What fails here is done by the task. */
  async #discard(staged: StagedUpload): Promise<void> {
    const { store } = this.#repository.dependencies;
    const isGone = await this.#media.remove(staged.blob).then(
      () => true,
      () => false,
    );
    if (isGone) await store.commit([{ key: this.#task(staged) }]);
  }

  /** Whoever holds the newsroom's token sees all of the library. */
  async #isFor(audience: Audience, id: string): Promise<boolean> {
    const { key, dependencies } = this.#repository;
    return audience === 'newsroom' || (ID.test(id) && (await isListed(dependencies.store, key, id)));
  }

  async #read(id: string): Promise<MediaRecord | null> {
    if (!ID.test(id)) return null;
    return decodeMedia(
      await this.#repository.dependencies.store.get(mediaKeys.item(this.#repository.key, id)),
    );
  }

  #inRoom<T>(work: (record: NewsroomRecord) => Promise<Result<T>>): Promise<Result<T>> {
    return this.#repository.write(async () => {
      const record = await this.#repository.record();
      return record === null || record.restoring ? fail('not-found') : work(record);
    });
  }
}

function held({ newsroom }: NewsroomRecord, { item, blob }: MediaRecord): MediaWithNewsroom {
  return { newsroom, item, blob };
}

export function encodeMedia(item: MediaItem, blob: string): Stored {
  return { schema: 1, item, blob };
}

/** Null for a record that is absent or no file's. */
export function decodeMedia(value: Stored | null | undefined): MediaRecord | null {
  return isMediaRecord(value) ? value : null;
}

function isMediaRecord(value: Stored | null | undefined): value is Stored & MediaRecord {
  return value?.schema === 1 && typeof value.blob === 'string' && typeof value.item === 'object';
}

/** Where a file stands in the library: newest first, then by id. */
function encodeCursor(place: string): string {
  return place.replace(':', '.');
}

function decodeCursor(cursor: string): string | null {
  const place = cursor.replace('.', ':');
  return CURSOR.test(place) ? place : null;
}
