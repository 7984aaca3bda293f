import { exportMedia } from '../media/media-transfer.ts';
import { newsroomKeys } from '../repository/keys.ts';
import type { MediaStore } from '../storage/media-store.ts';
import { type Store, type Stored, StoreFailure } from '../storage/store.ts';
import type { ExportPart } from './backup-port.ts';
import { baseOf, END, FAMILIES } from './lines.ts';
import { digestOfLines, type ExportSecrets, NO_LINES, signed } from './signature.ts';

const RECORDS_PER_PART = 100;

export interface ExportDependencies {
  readonly store: Store;
  readonly media: MediaStore;
  readonly exportSecrets: ExportSecrets;
}

interface ExportedLines {
  readonly lines: readonly string[];
  /** `{family}|{last key}`, or null at the end. */
  readonly next: string | null;
  /** Records that could not be read, and files whose bytes are not as they were stored. */
  readonly missing: number;
}

/**
 * The cursor is `{number of lines so far} {number of what is missing}|{digest of these}|{lastNumber}|{family}|{last key}`. The end line's count reveals
 * a truncated file.
 */
export async function exportPart(
  dependencies: ExportDependencies,
  key: number,
  cursor: string | null,
): Promise<ExportPart> {
  const [count, digestBefore = NO_LINES, lastNumberBefore, ...position] = cursor?.split('|') ?? [];
  const lastNumber = lastNumberBefore ?? (await readLastNumber(dependencies.store, key));
  const { lines, next, missing: missingHere } = await exportedLines(dependencies, key, position);
  const [recordsBefore = 0, missingBefore = 0] = (count ?? '').split(' ').map(Number);
  const records = recordsBefore + lines.length;
  const missing = missingBefore + missingHere;
  const digest = await digestOfLines(digestBefore, lines);
  const end = { records, lastNumber: Number(lastNumber), ...(missing > 0 && { missing }) };
  const value = next === null ? await signed(dependencies.exportSecrets, digest, end) : end;
  const endLine = JSON.stringify({ record: END, id: '', value });
  return {
    text: [...lines, ...(next === null ? [endLine] : [])].map((line) => `${line}\n`).join(''),
    next: next === null ? null : [`${records} ${missing}`, digest, lastNumber, next].join('|'),
  };
}

async function readLastNumber(store: Store, key: number): Promise<number> {
  const lastNumber = (await store.get(newsroomKeys.newsroom(key)))?.lastNumber;
  return typeof lastNumber === 'number' ? lastNumber : 0;
}

async function exportedLines(
  { store, media }: ExportDependencies,
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
    await store.pause();
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
async function readableRecords(store: Store, keys: readonly string[]): Promise<ReadableRecords> {
  const records = await readOrNull(store, keys);
  const unreadable = records.filter((record) => record === null).length;
  for (const [at, key] of keys.entries()) {
    if (records[at] === null && key.startsWith('release:')) records[at] = await newestRevision(store, key);
  }
  return { records, unreadable };
}

/** A damaged page fails the whole read, so then each record is read by itself. */
async function readOrNull(store: Store, keys: readonly string[]): Promise<(Stored | null)[]> {
  try {
    return await store.getMany(keys);
  } catch (error) {
    if (!(error instanceof StoreFailure) || error.reason !== 'damaged') throw error;
    if (keys.length === 1) return [null];
    const halves = [keys.slice(0, keys.length / 2), keys.slice(keys.length / 2)];
    return (await Promise.all(halves.map((half) => readOrNull(store, half)))).flat();
  }
}

async function newestRevision(store: Store, releaseKey: string): Promise<Stored | null> {
  const revisions = await store.keys(releaseKey.replace('release', 'revision'));
  for (const row of revisions.reverse()) {
    const [revision = null] = await readOrNull(store, [row]);
    if (revision !== null) return revision;
  }
  return null;
}
