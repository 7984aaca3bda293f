import { randomHex } from '../base/crypto.ts';
import { fail, invalid, ok, type Result } from '../base/problem.ts';
import { toSecond } from '../base/time/instant.ts';
import { libraryTags } from '../documents/cache-tags.ts';
import type { MediaItem } from '../domain/media-file.ts';
import type { Audience } from '../domain/representation.ts';
import { requireScope, type Scope } from '../domain/scope.ts';
import { ownerOf } from '../domain/timeline.ts';
import { matchesIfMatch } from '../negotiation/conditional.ts';
import { enqueueLibraryUpdate } from '../repository/directory-updates.ts';
import type { NewsroomRecord } from '../repository/records.ts';
import type { NewsroomRepository } from '../repository/repository.ts';
import type { MediaStore } from '../storage/media-store.ts';
import type { Transaction } from '../storage/store.ts';
import { clearingTask } from './clearing-task.ts';
import { mediaKeys } from './keys.ts';
import { referencedIds, withLibraryMetadata } from './library-references.ts';
import { MEDIA_LIMITS } from './limits.ts';
import { decodeCursor, encodeCursor } from './list-cursor.ts';
import { checkNextFiles, firstRunOfCheck } from './media-check.ts';
import { type FileState, faultKeys, faultWrites, MediaFault, stateOfFile } from './media-faults.ts';
import type {
  MediaPage,
  MediaPort,
  MediaQuery,
  MediaUpload,
  MediaWithNewsroom,
  StagedUpload,
} from './media-port.ts';
import { decodeMedia, encodeMedia, type MediaRecord } from './media-record.ts';
import { createMedia, patchMedia, updateMetadata } from './media-request.ts';
import { type MediaUse, readUse } from './media-use.ts';
import { isShown, shownTags } from './media-visibility.ts';
import { representMedia } from './representation.ts';
import { ShownFiles } from './shown-files.ts';

const ID = /^[0-9a-f]{32}$/;
const ID_LENGTH = 32;
const FILES_PER_READ = 50;

/**
 * Bytes are stored before the record that refers to them and removed after it. Each time a stored clearing task survives a
 * crash, so no record refers to missing bytes and no bytes stay without a record.
 */
export class MediaLibrary implements MediaPort {
  readonly #repository: NewsroomRepository;
  readonly #media: MediaStore;
  /** By file, for one version of the newsroom: every change of a public use is a new version. */
  #uses: { readonly version: number; readonly byId: Map<string, MediaUse> } = { version: 0, byId: new Map() };
  #shown: ShownFiles | null = null;

  constructor(repository: NewsroomRepository, media: MediaStore) {
    this.#repository = repository;
    this.#media = media;
  }

  stage(): Promise<Result<StagedUpload>> {
    return this.#changeLibrary(async () => {
      const { store, now, rearm } = this.#repository.dependencies;
      // A random name, so that an upload of the same bytes does not use a blob that is being removed.
      const staged = {
        blob: `${this.#repository.key}:${randomHex(16)}`,
        until: now() + MEDIA_LIMITS.stagedMilliseconds,
      };
      const transaction = store.transaction();
      this.#addClearingTask(transaction, staged);
      await transaction.commit();
      rearm();
      return ok(staged);
    });
  }

  put(
    upload: MediaUpload,
    scope: Scope = 'administer',
  ): Promise<Result<{ media: MediaWithNewsroom; isNew: boolean }>> {
    return this.#changeLibrary(async (record) => {
      const existing = await this.#readDecided(record, upload.file.id);
      const stored =
        existing === null
          ? await this.#add(record, upload, scope)
          : await this.#updateExisting(record, existing, upload, scope);
      if (!stored.ok) await this.#discard(upload.staged);
      return stored;
    });
  }

  async get(id: string, audience: Audience): Promise<MediaWithNewsroom | null> {
    const record = await this.#repository.record();
    if (record === null || record.restoring) return null;
    const media = await this.#read(id);
    if (media === null || !(await this.#isVisible(record, audience, media.item))) return null;
    return mediaWithNewsroom(record, { ...media, item: await this.#decided(record, media.item) });
  }

  async list({ limit, cursor, audience }: MediaQuery): Promise<Result<MediaPage>> {
    const record = await this.#repository.record();
    if (record === null || record.restoring) return fail('not-found');
    const after = cursor === null ? null : decodeCursor(cursor);
    if (cursor !== null && after === null) return invalid({ pointer: 'cursor', code: 'malformed-cursor' });
    const { key, dependencies } = this.#repository;
    const base = mediaKeys.order(key);
    const from = after === null ? null : `${base}:${after}`;
    // One row more says whether there is a next page.
    const rows =
      audience === 'newsroom'
        ? await dependencies.store.keys(base, { limit: limit + 1, ...(from !== null && { after: from }) })
        : await this.#shownFiles(record).after(from, limit + 1);
    const page = rows.slice(0, limit);
    const lastRow = page.at(-1);
    const next =
      rows.length > limit && lastRow !== undefined ? encodeCursor(lastRow.slice(base.length + 1)) : null;
    const records = await this.#readAll(page);
    const items = await Promise.all(
      records.flatMap((media) => (media === null ? [] : [this.#decided(record, media.item)])),
    );
    return ok({ newsroom: record.newsroom, items, next });
  }

  patch(
    id: string,
    ifMatch: string | null,
    body: unknown,
    scope: Scope = 'administer',
  ): Promise<Result<MediaWithNewsroom>> {
    return this.#changeLibrary(async (record) => {
      const current = await this.#readDecided(record, id);
      if (current === null) return fail('not-found');
      const permitted = await this.#permit(record, scope, current.item);
      if (!permitted.ok) return permitted;
      if (ifMatch === null) return fail('precondition-required');
      if (!matchesIfMatch(ifMatch, `"${current.item.revision}"`)) return fail('stale');
      const { baseUrl } = this.#repository.dependencies;
      const representation = representMedia(current.item, record.newsroom.number, baseUrl);
      const patched = patchMedia(current.item, representation, body);
      if (!patched.ok) return patched;
      const stillPermitted = await this.#permit(record, scope, patched.value);
      if (!stillPermitted.ok) return stillPermitted;
      const after = { ...current, item: patched.value };
      if (after.item !== current.item) await this.#change(record, current, after);
      return ok(mediaWithNewsroom(record, after));
    });
  }

  remove(id: string): Promise<Result<null>> {
    return this.#changeLibrary(async (record) => {
      const current = await this.#read(id);
      if (current === null) return fail('not-found');
      const { key, dependencies } = this.#repository;
      const uses = await dependencies.store.keys(mediaKeys.uses(key, id), { limit: 1 });
      if (uses.length > 0) return fail('wrong-state', { rule: 'media-in-use' });
      await this.#commit(record, { before: current.item, after: null }, (transaction) => {
        transaction.remove(mediaKeys.item(key, id));
        transaction.remove(faultKeys.file(key, id));
        transaction.remove(mediaKeys.orderRow(key, current.item));
        this.#addClearingTask(transaction, { blob: current.blob, until: dependencies.now() });
      });
      return ok(null);
    });
  }

  /** Returns a release request with the type, size and texts of the library's files that it refers to. */
  async fillMediaMetadata(record: NewsroomRecord, body: unknown): Promise<unknown> {
    const { key, dependencies } = this.#repository;
    const base = `${dependencies.baseUrl}/media/${record.newsroom.number}/`;
    const ids = referencedIds(body, base);
    if (ids.length === 0) return body;
    const records = await dependencies.store.getMany(ids.map((id) => mediaKeys.item(key, id)));
    const items = records.flatMap((stored) => decodeMedia(stored)?.item ?? []);
    return withLibraryMetadata(body, base, new Map(items.map((item) => [item.id, item])));
  }

  check(id: string): Promise<FileState | null> {
    return this.#repository.withLock(async () => {
      const { key, dependencies } = this.#repository;
      const file = await this.#read(id);
      if (file === null) return null;
      const state = await stateOfFile(this.#media, file);
      const writes = await faultWrites(dependencies.store, key, id, state);
      if (writes.length > 0) await dependencies.store.commit(writes);
      if (state !== 'intact' && writes.length > 0)
        dependencies.log.failed('media file', new MediaFault(state));
      return state;
    });
  }

  async checkNextFiles(): Promise<void> {
    const { key, dependencies } = this.#repository;
    const { store, now, log, rearm } = dependencies;
    const { newFaults } = await this.#repository.withLock(() =>
      checkNextFiles({ store, now, media: this.#media }, key),
    );
    if (newFaults > 0) log.failed('media files', new MediaFault('damaged'));
    rearm();
  }

  /** Does nothing when the task at `row` was removed meanwhile, because a record then refers to the bytes. */
  async removeUnusedBlob(blob: string, row: string, isExporting = false): Promise<void> {
    await this.#repository.withLock(async () => {
      const { store, now } = this.#repository.dependencies;
      if ((await store.get(row)) === null) return;
      const until = now() + MEDIA_LIMITS.stagedMilliseconds;
      if (isExporting) await store.commit([clearingTask(this.#repository.key, { blob, until })]);
      else await this.#media.remove(blob);
    });
  }

  async #add(
    record: NewsroomRecord,
    upload: MediaUpload,
    scope: Scope,
  ): Promise<Result<{ media: MediaWithNewsroom; isNew: boolean }>> {
    const { key, dependencies } = this.#repository;
    const { staged, file, name, metadata } = upload;
    const created = createMedia(file, name, metadata ?? {}, toSecond(dependencies.now()));
    if (!created.ok) return created;
    const permitted = await this.#permit(record, scope, created.value);
    if (!permitted.ok) return permitted;
    const base = mediaKeys.items(key);
    const existing = await dependencies.store.keys(base, { limit: MEDIA_LIMITS.files });
    if (existing.length === MEDIA_LIMITS.files) {
      return invalid({ pointer: '', code: 'too-many', params: { max: MEDIA_LIMITS.files } });
    }
    // The bytes of an upload that took too long were removed or are about to be.
    const isStaged = (await dependencies.store.get(this.#clearingTaskKey(staged))) !== null;
    if (!isStaged || !(await this.#media.has(staged.blob))) return fail('unavailable');
    const added: MediaRecord = { schema: 1, item: created.value, blob: staged.blob };
    const check = await firstRunOfCheck(dependencies.store, key, dependencies.now());
    await this.#commit(record, { before: null, after: added.item }, (transaction) => {
      for (const { key: row, value = {} } of check) transaction.set(row, value);
      this.#set(transaction, added);
      transaction.set(mediaKeys.orderRow(key, added.item), { id: added.item.id });
      transaction.remove(this.#clearingTaskKey(staged));
    });
    return ok({ media: mediaWithNewsroom(record, added), isNew: true });
  }

  async #updateExisting(
    record: NewsroomRecord,
    existing: MediaRecord,
    { staged, metadata }: MediaUpload,
    scope: Scope,
  ): Promise<Result<{ media: MediaWithNewsroom; isNew: boolean }>> {
    const updated = updateMetadata(existing.item, metadata ?? {});
    if (!updated.ok) return updated;
    const changed = updated.value === existing.item ? [] : [existing.item, updated.value];
    const permitted = await this.#permit(record, scope, ...changed);
    if (!permitted.ok) return permitted;
    const isIntact = (await stateOfFile(this.#media, existing)) === 'intact';
    const after = { ...existing, item: updated.value, blob: isIntact ? existing.blob : staged.blob };
    if (!isIntact) await this.#replaceBytes(record, existing, after, staged);
    else if (after.item !== existing.item) await this.#change(record, existing, after);
    if (isIntact) await this.#discard(staged);
    return ok({ media: mediaWithNewsroom(record, after), isNew: false });
  }

  /** The bytes are those that the record was made of, because their digest is the file's id. */
  #replaceBytes(
    record: NewsroomRecord,
    before: MediaRecord,
    after: MediaRecord,
    staged: StagedUpload,
  ): Promise<void> {
    const { key, dependencies } = this.#repository;
    return this.#commit(record, { before: before.item, after: after.item }, (transaction) => {
      this.#set(transaction, after);
      transaction.remove(this.#clearingTaskKey(staged));
      transaction.remove(faultKeys.file(key, after.item.id));
      this.#addClearingTask(transaction, { blob: before.blob, until: dependencies.now() });
    });
  }

  #change(record: NewsroomRecord, before: MediaRecord, after: MediaRecord): Promise<void> {
    return this.#commit(record, { before: before.item, after: after.item }, (transaction) =>
      this.#set(transaction, after),
    );
  }

  /**
   * A change of a file that the public sees also changes the newsroom's pages and the pages of the releases that refer to
   * it; any other changes no document.
   */
  async #commit(
    record: NewsroomRecord,
    { before, after }: { readonly before: MediaItem | null; readonly after: MediaItem | null },
    write: (transaction: Transaction) => void,
  ): Promise<void> {
    const { key, dependencies } = this.#repository;
    const id = (before ?? after)?.id ?? '';
    const transaction = dependencies.store.transaction();
    write(transaction);
    const use = await readUse(transaction, key, id);
    const wasShown = before !== null && isShown(before.visibility, use);
    const isShownNow = after !== null && isShown(after.visibility, use);
    if (wasShown || isShownNow) {
      const uses = await transaction.keys(mediaKeys.uses(key, id));
      const releases = uses.map((row) => Number(row.split(':').at(-1)));
      const tags = [...libraryTags(ownerOf(key), releases), ...shownTags(key, id, wasShown, isShownNow)];
      await enqueueLibraryUpdate(transaction, record, `media-${id}`, tags);
      await this.#repository.commitVersion(transaction, record);
    } else await this.#repository.commitUnseen(transaction, record);
    dependencies.rearm();
  }

  #set(transaction: Transaction, { item, blob }: MediaRecord): void {
    transaction.set(mediaKeys.item(this.#repository.key, item.id), encodeMedia(item, blob));
  }

  #addClearingTask(transaction: Transaction, staged: StagedUpload): void {
    const task = clearingTask(this.#repository.key, staged);
    transaction.set(task.key, task.value);
  }

  #clearingTaskKey(staged: StagedUpload): string {
    return clearingTask(this.#repository.key, staged).key;
  }

  /** If removing fails, the clearing task stays and tries again. */
  async #discard(staged: StagedUpload): Promise<void> {
    const { store } = this.#repository.dependencies;
    const isRemoved = await this.#media.remove(staged.blob).then(
      () => true,
      () => false,
    );
    if (isRemoved) await store.commit([{ key: this.#clearingTaskKey(staged) }]);
  }

  async #isVisible(record: NewsroomRecord, audience: Audience, item: MediaItem): Promise<boolean> {
    if (audience === 'newsroom' || item.visibility === 'public') return true;
    return isShown(item.visibility, await this.#use(record, item.id));
  }

  async #permit(record: NewsroomRecord, scope: Scope, ...items: MediaItem[]): Promise<Result<null>> {
    const shown = await Promise.all(items.map((item) => this.#isVisible(record, 'public', item)));
    return requireScope(scope, shown.includes(true));
  }

  /** A file from before files had a visibility is answered, and kept with its next change, as what it is today. */
  async #decided(record: NewsroomRecord, item: MediaItem): Promise<MediaItem> {
    if (item.visibility !== null) return item;
    return { ...item, visibility: isShown(null, await this.#use(record, item.id)) ? 'public' : 'private' };
  }

  async #readDecided(record: NewsroomRecord, id: string): Promise<MediaRecord | null> {
    const media = await this.#read(id);
    return media === null ? null : { ...media, item: await this.#decided(record, media.item) };
  }

  async #use({ key, version }: NewsroomRecord, id: string): Promise<MediaUse> {
    if (this.#uses.version !== version) this.#uses = { version, byId: new Map() };
    const { byId } = this.#uses;
    const known = byId.get(id);
    if (known !== undefined) return known;
    const use = await readUse(this.#repository.dependencies.store, key, id);
    byId.set(id, use);
    return use;
  }

  #shownFiles(record: NewsroomRecord): ShownFiles {
    const { key, dependencies } = this.#repository;
    if (this.#shown?.version === record.version) return this.#shown;
    this.#shown = new ShownFiles(record.version, async (after) => {
      const limit = { limit: FILES_PER_READ, ...(after !== null && { after }) };
      const batch = await dependencies.store.keys(mediaKeys.order(key), limit);
      const records = await this.#readAll(batch);
      const rows: string[] = [];
      for (const [index, row] of batch.entries()) {
        const item = records[index]?.item;
        if (item !== undefined && (await this.#isVisible(record, 'public', item))) rows.push(row);
      }
      return { rows, next: batch.length < FILES_PER_READ ? null : (batch.at(-1) ?? null) };
    });
    return this.#shown;
  }

  /** The files at rows of the order; null for an unreadable record. */
  async #readAll(rows: readonly string[]): Promise<(MediaRecord | null)[]> {
    const { key, dependencies } = this.#repository;
    const ids = rows.map((row) => row.slice(-ID_LENGTH));
    return (await dependencies.store.getMany(ids.map((id) => mediaKeys.item(key, id)))).map(decodeMedia);
  }

  async #read(id: string): Promise<MediaRecord | null> {
    if (!ID.test(id)) return null;
    const { key, dependencies } = this.#repository;
    return decodeMedia(await dependencies.store.get(mediaKeys.item(key, id)));
  }

  #changeLibrary<T>(change: (record: NewsroomRecord) => Promise<Result<T>>): Promise<Result<T>> {
    return this.#repository.write(async () => {
      const record = await this.#repository.record();
      return record === null || record.restoring ? fail('not-found') : change(record);
    });
  }
}

function mediaWithNewsroom({ newsroom }: NewsroomRecord, { item, blob }: MediaRecord): MediaWithNewsroom {
  return { newsroom, item, blob };
}
