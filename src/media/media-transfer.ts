import { randomHex } from '../base/crypto.ts';
import { isObject } from '../base/json.ts';
import type { Instant } from '../base/time/instant.ts';
import type { MediaItem } from '../domain/media-file.ts';
import { keyBatches } from '../storage/batches.ts';
import type { MediaStore, PutResult } from '../storage/media-store.ts';
import type { RecordReader, Store, Stored, Transaction } from '../storage/store.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { clearingTask } from './clearing-task.ts';
import { inspect } from './inspect.ts';
import { mediaKeys } from './keys.ts';
import { MEDIA_LIMITS } from './limits.ts';
import { faultKeys, stateOfFile } from './media-faults.ts';
import type { StagedUpload } from './media-port.ts';
import { decodeMedia, encodeMedia, storedItem } from './media-record.ts';
import { restoredMedia } from './media-request.ts';
import { storedBytes, storedSource } from './media-store.ts';
import { mediaTypeOf } from './types.ts';

/** Bytes of a file in one line, which is then two thirds of a mebibyte long. */
const PIECE_BYTES = 512 * 1024;
const MAX_PIECES = Math.ceil(MEDIA_LIMITS.fileBytes / PIECE_BYTES);
const ID_LENGTH = 32;
const CLEAR_BATCH = 100;
const PIECE_ID = /^([0-9a-f]{32}):([0-9]{4})$/;

interface TransferDependencies {
  readonly store: Store;
  readonly media: MediaStore;
  readonly now: () => Instant;
}

/**
 * The next lines of an export: one piece of a file, and after the last piece the file's record. A file whose bytes are not as
 * they were stored has its record only, which keeps its texts and its address until the bytes are uploaded again. `at` is the
 * `next` of the call before, `{id} {offset}`; null begins and null ends the export.
 */
export async function exportMedia(
  { store, media }: { readonly store: RecordReader; readonly media: MediaStore },
  key: number,
  at: string | null,
): Promise<{ lines: string[]; next: string | null; missing: number }> {
  const base = mediaKeys.items(key);
  const [fileId = '', offsetText = '0'] = (at ?? '').split(' ');
  const offset = Number(offsetText);
  const row = offset > 0 ? mediaKeys.item(key, fileId) : await nextFileRow(store, base, fileId);
  const stored = row === null ? null : decodeMedia(await store.get(row));
  if (row === null) return { lines: [], next: null, missing: 0 };
  // The file was removed after the last call. Its exported pieces are ignored, because no record follows them.
  if (stored === null) return { lines: [], next: `${row.slice(-ID_LENGTH)} 0`, missing: 0 };
  const { item, blob } = stored;
  const record = JSON.stringify({ record: 'media', id: item.id, value: storedItem(item) });
  const next = `${item.id} 0`;
  if (offset === 0 && (await stateOfFile(media, stored)) !== 'intact') {
    return { lines: [record], next, missing: 1 };
  }
  const length = Math.min(PIECE_BYTES, item.bytes - offset);
  const bytes = await storedBytes(media, blob, { offset, length });
  const id = `${item.id}:${String(offset / PIECE_BYTES).padStart(4, '0')}`;
  const piece = { record: 'media-bytes', id, value: { base64: toBase64(bytes) } };
  if (offset + length < item.bytes) {
    return { lines: [JSON.stringify(piece)], next: `${item.id} ${offset + length}`, missing: 0 };
  }
  return { lines: [JSON.stringify(piece), record], next, missing: 0 };
}

async function nextFileRow(store: RecordReader, base: string, id: string): Promise<string | null> {
  const [row] = await store.keys(base, { limit: 1, ...(id !== '' && { after: `${base}:${id}` }) });
  return row ?? null;
}

export async function restorePiece(
  { media, now }: TransferDependencies,
  transaction: Transaction,
  key: number,
  id: string,
  { base64 }: Stored,
): Promise<boolean> {
  const [, file, number] = PIECE_ID.exec(id) ?? [];
  const bytes = typeof base64 === 'string' && base64.length <= 2 * PIECE_BYTES ? fromBase64(base64) : null;
  if (file === undefined || Number(number) >= MAX_PIECES || bytes === null || bytes.length > PIECE_BYTES)
    return false;
  const piece = pieceKey(key, file, Number(number));
  await media.put(piece, singleChunk(bytes));
  addClearingTask(transaction, key, { blob: piece, until: now() + MEDIA_LIMITS.stagedMilliseconds });
  return true;
}

/** A file whose bytes are stored and whose record is not yet in the library. Its bytes are removed at `until`. */
export interface StagedMedia extends StagedUpload {
  readonly item: MediaItem;
  /** The export has the record without the bytes. */
  readonly isMissing: boolean;
}

/** Joins the pieces to a file and inspects it like an upload. Null when it does not match its record. */
export async function stageMedia(
  dependencies: TransferDependencies,
  key: number,
  id: string,
  value: Stored,
): Promise<StagedMedia | null> {
  const { store, media, now } = dependencies;
  const blob = `${key}:${randomHex(16)}`;
  const until = now() + MEDIA_LIMITS.stagedMilliseconds;
  const isMissing = !(await media.has(pieceKey(key, id, 0)));
  await store.commit([clearingTask(key, { blob, until })]);
  if (isMissing) {
    const item = missingItem(id, value, now());
    return item === null ? null : { item, blob, until, isMissing };
  }
  const kept = await media.put(blob, storedPieces(media, key, id));
  const item = isObject(value) ? await restoredItem(dependencies, blob, kept, id, value) : null;
  if (item === null) {
    await media.remove(blob);
    return null;
  }
  return { item, blob, until, isMissing };
}

/** Without its bytes a file is what its record says, within the limits. An upload of other bytes becomes another file. */
function missingItem(id: string, value: Stored, now: Instant): MediaItem | null {
  const { bytes, width, height } = value;
  const type = typeof value.type === 'string' ? mediaTypeOf(value.type) : undefined;
  if (type === undefined || !isNumberUpTo(bytes, MEDIA_LIMITS.fileBytes)) return null;
  if (!isSide(width) || !isSide(height)) return null;
  return restoredMedia({ id, type: type.type, kind: type.kind, bytes, width, height }, value, now);
}

function isSide(value: unknown): value is number | null {
  return value === null || isNumberUpTo(value, MEDIA_LIMITS.side);
}

function isNumberUpTo(value: unknown, max: number): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 && value <= max;
}

export function placeMedia(transaction: Transaction, key: number, { item, ...staged }: StagedMedia): void {
  if (staged.isMissing) transaction.set(faultKeys.file(key, item.id), { state: 'missing' });
  transaction.set(mediaKeys.item(key, item.id), encodeMedia(item, staged.blob));
  transaction.set(mediaKeys.orderRow(key, item), { id: item.id });
  transaction.remove(clearingTask(key, staged).key);
}

export function isStagedMedia(value: Stored | null | undefined): value is Stored & StagedMedia {
  return isObject(value?.item) && typeof value.blob === 'string' && typeof value.until === 'number';
}

/** False when the bytes were removed or are about to be, because the restore has taken too long. */
export async function isStillStaged(
  { store, media }: Pick<TransferDependencies, 'store' | 'media'>,
  key: number,
  staged: StagedMedia,
): Promise<boolean> {
  if (staged.isMissing) return true;
  return (await store.get(clearingTask(key, staged).key)) !== null && (await media.has(staged.blob));
}

async function restoredItem(
  { media, now }: Pick<TransferDependencies, 'media' | 'now'>,
  blob: string,
  { bytes, sha256 }: PutResult,
  id: string,
  value: Stored,
) {
  if (sha256.slice(0, id.length) !== id || bytes > MEDIA_LIMITS.fileBytes) return null;
  const inspection = await inspect(storedSource(media, blob, bytes));
  if (!inspection.ok) return null;
  const { type, kind } = inspection.type;
  return restoredMedia({ id, type, kind, bytes, ...inspection.extent }, value, now());
}

/** Removes the files of an interrupted restore. The commit that removes a file's rows adds the task that clears its bytes. */
export async function clearMedia({ store, now }: TransferDependencies, key: number): Promise<void> {
  for await (const rows of keyBatches(store, mediaKeys.items(key), CLEAR_BATCH)) {
    const transaction = store.transaction();
    for (const row of rows) {
      const media = decodeMedia(await store.get(row));
      transaction.remove(row);
      if (media === null) continue;
      transaction.remove(mediaKeys.orderRow(key, media.item));
      addClearingTask(transaction, key, { blob: media.blob, until: now() });
    }
    await transaction.commit();
  }
}

async function* storedPieces(media: MediaStore, key: number, id: string): AsyncGenerator<Uint8Array> {
  for (let number = 0; number < MAX_PIECES; number += 1) {
    const stream = await media.get(pieceKey(key, id, number));
    if (stream === null) return;
    yield new Uint8Array(await new Response(stream).arrayBuffer());
  }
}

async function* singleChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function pieceKey(key: number, id: string, number: number): string {
  return `${key}:${id}x${number}`;
}

function addClearingTask(transaction: Transaction, key: number, staged: StagedUpload): void {
  const task = clearingTask(key, staged);
  transaction.set(task.key, task.value);
}
