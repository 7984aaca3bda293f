import { randomHex } from '../base/crypto.ts';
import type { Instant } from '../base/time/instant.ts';
import { dueKeys } from '../jobs/due-keys.ts';
import { exportMedia } from '../media/media-transfer.ts';
import { newsroomKeys } from '../repository/keys.ts';
import type { MediaStore } from '../storage/media-store.ts';
import { type RecordReader, type Store, type Stored, StoreFailure } from '../storage/store.ts';
import type { ExportPart } from './backup-port.ts';
import { baseOf, END, FAMILIES } from './lines.ts';
import { digestOfLines, type ExportSecrets, NO_LINES, signed } from './signature.ts';

const RECORDS_PER_PART = 100;

export interface ExportDependencies {
  readonly store: Store;
  readonly media: MediaStore;
  readonly exportSecrets: ExportSecrets;
  readonly now: () => Instant;
  readonly rearm: () => void;
}

interface ExportReader {
  readonly store: RecordReader;
  readonly media: MediaStore;
  readonly pause: () => Promise<void>;
}

interface ExportedLines {
  readonly lines: readonly string[];
  /** `{family}|{last key}`, or null at the end. */
  readonly next: string | null;
  /** Records that could not be read, and files whose bytes are not as they were stored. */
  readonly missing: number;
}

/**
 * The cursor is `{snapshot}|{lines so far} {how many records are missing}|{digest of these}|{lastNumber}|{family}|{last key}`.
 * The export is the newsroom at its first line, however long it takes. The end line's count reveals a truncated file.
 */
export async function exportPart(
  dependencies: ExportDependencies,
  key: number,
  cursor: string | null,
): Promise<ExportPart> {
  const [given, count, digestBefore = NO_LINES, lastNumberBefore, ...position] = cursor?.split('|') ?? [];
  const snapshot = given ?? (await openExport(dependencies, key));
  const { media } = dependencies;
  const pause = () => dependencies.store.pause();
  const store = snapshot === NO_SNAPSHOT ? dependencies.store : dependencies.store.snapshot(snapshot);
  const lastNumber = lastNumberBefore ?? (await readLastNumber(store, key));
  const { lines, next, missing: missingHere } = await exportedLines({ store, media, pause }, key, position);
  const [recordsBefore = 0, missingBefore = 0] = (count ?? '').split(' ').map(Number);
  const records = recordsBefore + lines.length;
  const missing = missingBefore + missingHere;
  const digest = await digestOfLines(digestBefore, lines);
  const end = { records, lastNumber: Number(lastNumber), ...(missing > 0 && { missing }) };
  const value = next === null ? await signed(dependencies.exportSecrets, digest, end) : end;
  if (next === null) await closeExport(dependencies, key, snapshot);
  const endLine = JSON.stringify({ record: END, id: '', value });
  return {
    text: [...lines, ...(next === null ? [endLine] : [])].map((line) => `${line}\n`).join(''),
    next: next === null ? null : [snapshot, `${records} ${missing}`, digest, lastNumber, next].join('|'),
  };
}

/** Milliseconds without a call after which an export counts as broken off. */
export const EXPORT_MILLISECONDS = 60 * 60 * 1000;

/** Stands for a snapshot in a store that cannot be written, and so does not change either. */
const NO_SNAPSHOT = 'none';

/** The name of the snapshot begins with the time of the task that closes it when the export breaks off. */
async function openExport({ store, now, rearm }: ExportDependencies, key: number): Promise<string> {
  const closeAt = now() + EXPORT_MILLISECONDS;
  const snapshot = `${closeAt}-${randomHex(8)}`;
  try {
    await store.commit([exportTask(key, closeAt, snapshot)]);
    await store.openSnapshot(snapshot, [newsroomKeys.newsroom(key), ...exportedBases(key)]);
  } catch (error) {
    if (isUnwritable(error)) return NO_SNAPSHOT;
    throw error;
  }
  rearm();
  return snapshot;
}

function isUnwritable(error: unknown): boolean {
  return error instanceof StoreFailure && (error.reason === 'full' || error.reason === 'read-only');
}

export function exportTask(key: number, at: Instant, snapshot: string): { key: string; value: Stored } {
  const name = `export-${snapshot.split('-')[1]}`;
  return { key: dueKeys.row(at, key, name), value: { key, task: 'export', snapshot } };
}

export async function closeExport(
  { store }: Pick<ExportDependencies, 'store'>,
  key: number,
  snapshot: string,
): Promise<void> {
  if (snapshot === NO_SNAPSHOT) return;
  try {
    await store.closeSnapshot(snapshot);
    await store.commit([{ key: exportTask(key, Number(snapshot.split('-')[0]), snapshot).key }]);
  } catch (error) {
    // The task closes it when the store can be written again.
    if (!isUnwritable(error)) throw error;
  }
}

function exportedBases(key: number): string[] {
  return FAMILIES.filter((family) => family !== 'newsroom' && family !== 'media-bytes').map((family) =>
    baseOf(family, key),
  );
}

async function readLastNumber(store: RecordReader, key: number): Promise<number> {
  const lastNumber = (await store.get(newsroomKeys.newsroom(key)))?.lastNumber;
  return typeof lastNumber === 'number' ? lastNumber : 0;
}

async function exportedLines(
  { store, media, pause }: ExportReader,
  key: number,
  [familyName, after]: readonly string[],
): Promise<ExportedLines> {
  const family = FAMILIES.find((name) => name === familyName) ?? 'newsroom';
  if (family === 'media-bytes' || family === 'media') {
    // One pass exports both families, because the record of a file follows its bytes.
    const { next, ...exported } = await exportMedia({ store, media }, key, after ?? null);
    return { ...exported, next: next === null ? null : `media|${next}` };
  }
  const base = baseOf(family, key);
  const keys =
    family === 'newsroom'
      ? [newsroomKeys.newsroom(key)]
      : await store.keys(base, { limit: RECORDS_PER_PART, ...(after !== undefined && { after }) });
  const { records, unreadable } = await readableRecords(store, keys);
  const lines: string[] = [];
  for (const [at, row] of keys.entries()) {
    const id = family === 'newsroom' ? '' : row.slice(base.length + 1);
    const value = records[at] ?? null;
    if (value !== null) lines.push(JSON.stringify({ record: family, id, value }));
    await pause();
  }
  const isFamilyDone = family === 'newsroom' || keys.length < RECORDS_PER_PART;
  const following = FAMILIES[FAMILIES.indexOf(family) + 1];
  const next = isFamilyDone ? (following ?? null) : `${family}|${keys.at(-1)}`;
  return { lines, next, missing: unreadable };
}

interface ReadableRecords {
  /** Null for a record that cannot be read, unless it is a release with a readable revision, of which the newest stands here. */
  readonly records: readonly (Stored | null)[];
  readonly unreadable: number;
}

/** An export goes on without what cannot be read, and its last line says so. */
async function readableRecords(store: RecordReader, keys: readonly string[]): Promise<ReadableRecords> {
  const records = await readOrNull(store, keys);
  const unreadable = records.filter((record) => record === null).length;
  for (const [at, key] of keys.entries()) {
    if (records[at] === null && key.startsWith('release:')) records[at] = await newestRevision(store, key);
  }
  return { records, unreadable };
}

/** A damaged page fails the whole read, so then each record is read by itself. */
async function readOrNull(store: RecordReader, keys: readonly string[]): Promise<(Stored | null)[]> {
  try {
    return await store.getMany(keys);
  } catch (error) {
    if (!(error instanceof StoreFailure) || error.reason !== 'damaged') throw error;
    if (keys.length === 1) return [null];
    const halves = [keys.slice(0, keys.length / 2), keys.slice(keys.length / 2)];
    return (await Promise.all(halves.map((half) => readOrNull(store, half)))).flat();
  }
}

async function newestRevision(store: RecordReader, releaseKey: string): Promise<Stored | null> {
  const revisions = await store.keys(releaseKey.replace('release', 'revision'));
  for (const row of revisions.reverse()) {
    const [revision = null] = await readOrNull(store, [row]);
    if (revision !== null) return revision;
  }
  return null;
}
