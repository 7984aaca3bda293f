import { randomHex } from '../base/crypto.ts';
import { isObject } from '../base/json.ts';
import type { Instant } from '../base/time/instant.ts';
import type { Kept, MediaStore } from '../storage/media-store.ts';
import { keyPortions } from '../storage/portions.ts';
import type { Store, Stored, Transaction } from '../storage/store.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { clearingTask } from './clearing-task.ts';
import { inspect } from './inspect.ts';
import { mediaKeys } from './keys.ts';
import { MEDIA_LIMITS } from './limits.ts';
import { decodeMedia, encodeMedia } from './media-library.ts';
import type { StagedUpload } from './media-port.ts';
import { restoredMedia } from './media-request.ts';
import { storedBytes, storedSource } from './media-store.ts';

/** Bytes of a file in one line, which is two thirds of a mebibyte long then. */
const PIECE = 512 * 1024;
const MOST_PIECES = Math.ceil(MEDIA_LIMITS.bytes / PIECE);
const LAST_LENGTHS = 32;
const CLEARED_AT_ONCE = 100;
const PIECE_ID = /^([0-9a-f]{32}):([0-9]{4})$/;

interface TransferDependencies {
  readonly store: Store;
  readonly media: MediaStore;
  readonly now: () => Instant;
}

/**
 * The export's next lines of the library: a piece of a file, and behind the last one the file's record. `at` is where the
 * call before has come to, `{id} {offset}`, null at first; `next` null when there is no more.
 */
export async function exportMedia(
  { store, media }: Pick<TransferDependencies, 'store' | 'media'>,
  key: number,
  at: string | null,
): Promise<{ lines: string[]; next: string | null }> {
  const base = mediaKeys.items(key);
  const [before = '', given = '0'] = (at ?? '').split(' ');
  const offset = Number(given);
  const row = offset > 0 ? mediaKeys.item(key, before) : await following(store, base, before);
  const found = row === null ? null : decodeMedia(await store.get(row));
  if (row === null) return { lines: [], next: null };
  // Removed since the call before: the pieces that went out are no file without a record.
  if (found === null) return { lines: [], next: `${row.slice(-LAST_LENGTHS)} 0` };
  const { item, blob } = found;
  const length = Math.min(PIECE, item.bytes - offset);
  const bytes = await storedBytes(media, blob, { offset, length });
  const id = `${item.id}:${String(offset / PIECE).padStart(4, '0')}`;
  const piece = { record: 'media-bytes', id, value: { base64: toBase64(bytes) } };
  if (offset + length < item.bytes) {
    return { lines: [JSON.stringify(piece)], next: `${item.id} ${offset + length}` };
  }
  const record = { record: 'media', id: item.id, value: item };
  return { lines: [JSON.stringify(piece), JSON.stringify(record)], next: `${item.id} 0` };
}

async function following(store: Store, base: string, id: string): Promise<string | null> {
  const [row] = await store.keys(base, { limit: 1, ...(id !== '' && { after: `${base}:${id}` }) });
  return row ?? null;
}

/** Keeps one piece until its file's record comes, for an hour at most. False when it is none. */
export async function restorePiece(
  { media, now }: TransferDependencies,
  transaction: Transaction,
  key: number,
  id: string,
  { base64 }: Stored,
): Promise<boolean> {
  const [, file, number] = PIECE_ID.exec(id) ?? [];
  const bytes = typeof base64 === 'string' && base64.length <= 2 * PIECE ? fromBase64(base64) : null;
  if (file === undefined || Number(number) >= MOST_PIECES || bytes === null || bytes.length > PIECE)
    return false;
  const piece = pieceKey(key, file, Number(number));
  await media.put(piece, once(bytes));
  clearAt(transaction, key, { blob: piece, until: now() + MEDIA_LIMITS.staged });
  return true;
}

/** Makes a file of its pieces, and looks at it as at any that comes in. False when it is not what its record says. */
export async function restoreMedia(
  dependencies: TransferDependencies,
  transaction: Transaction,
  key: number,
  id: string,
  value: Stored,
): Promise<boolean> {
  const { store, media, now } = dependencies;
  const blob = `${key}:${randomHex(16)}`;
  const task = clearingTask(key, { blob, until: now() + MEDIA_LIMITS.staged });
  await store.commit([task]);
  const kept = await media.put(blob, pieces(media, key, id));
  const item = isObject(value) ? await restored(media, blob, kept, id, value) : null;
  if (item === null) {
    await media.remove(blob);
    return false;
  }
  transaction.set(mediaKeys.item(key, id), encodeMedia(item, blob));
  transaction.set(mediaKeys.orderRow(key, item), { id });
  transaction.remove(task.key);
  return true;
}

async function restored(media: MediaStore, blob: string, { bytes, sha256 }: Kept, id: string, value: Stored) {
  if (sha256.slice(0, id.length) !== id || bytes > MEDIA_LIMITS.bytes) return null;
  const found = await inspect(storedSource(media, blob, bytes));
  if (!found.ok) return null;
  const { type, kind } = found.type;
  return restoredMedia({ id, type, kind, bytes, ...found.extent }, value);
}

/** What a restore that broke off has left of the library. A file's rows go in the commit that has its bytes cleared. */
export async function clearMedia({ store, now }: TransferDependencies, key: number): Promise<void> {
  for await (const rows of keyPortions(store, mediaKeys.items(key), CLEARED_AT_ONCE)) {
    const transaction = store.transaction();
    for (const row of rows) {
      const found = decodeMedia(await store.get(row));
      transaction.remove(row);
      if (found === null) continue;
      transaction.remove(mediaKeys.orderRow(key, found.item));
      clearAt(transaction, key, { blob: found.blob, until: now() });
    }
    await transaction.commit();
  }
}

async function* pieces(media: MediaStore, key: number, id: string): AsyncGenerator<Uint8Array> {
  for (let number = 0; number < MOST_PIECES; number += 1) {
    const stream = await media.get(pieceKey(key, id, number));
    if (stream === null) return;
    yield new Uint8Array(await new Response(stream).arrayBuffer());
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function pieceKey(key: number, id: string, number: number): string {
  return `${key}:${id}x${number}`;
}

function clearAt(transaction: Transaction, key: number, staged: StagedUpload): void {
  const task = clearingTask(key, staged);
  transaction.set(task.key, task.value);
}
