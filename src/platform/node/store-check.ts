import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { decodeMedia } from '../../media/media-record.ts';
import { readCommitCount, readLostCommits } from './commit-count.ts';
import { DATABASE_FILE, MEDIA_DIRECTORY } from './manifest.ts';
import { integrityFaults, keysByIndex, scanRecords } from './record-scan.ts';

const BUSY_TIMEOUT = 30_000;

export interface StoreReport {
  readonly records: number;
  readonly files: number;
  /** One line for each thing that is wrong. */
  readonly faults: readonly string[];
}

/** A file of a library by its record. */
export interface RecordedFile {
  /** Relative to the data directory. */
  readonly path: string;
  readonly bytes: number;
  /** The first half of the SHA-256. */
  readonly id: string;
}

/** Reads only, beside a running service. @throws when there is no database that can be opened. */
export async function checkStore(data: string): Promise<StoreReport> {
  // Read before the number in the database, which may grow meanwhile.
  const counted = readCommitCount(data);
  const database = new DatabaseSync(join(data, DATABASE_FILE), { readOnly: true, timeout: BUSY_TIMEOUT });
  try {
    const faults = integrityFaults(database).map((fault) => `database: ${fault}`);
    const files: RecordedFile[] = [];
    const keys = new Set(keysByIndex(database));
    let records = 0;
    for (const { key, value } of scanRecords(database)) {
      records += 1;
      keys.delete(key);
      if (value === null) faults.push(`record ${key}: not as it was written`);
      const file = value === null ? null : recordedFile(key, value);
      if (file !== null) files.push(file);
    }
    // A record that was removed during the scan is not missing.
    for (const key of keys) if (!isRemoved(database, key)) faults.push(`record ${key}: cannot be read`);
    for (const file of files) {
      const fault = await faultOf(data, file);
      // The file may have been removed with its record since.
      if (fault !== null && hasFile(database, file)) faults.push(`file ${file.path}: ${fault}`);
    }
    return { records, files: files.length, faults: [...faults, ...commitFaults(database, data, counted)] };
  } finally {
    database.close();
  }
}

/** Null unless it is the record of a file. */
export function recordedFile(
  key: string,
  value: { readonly [member: string]: unknown },
): RecordedFile | null {
  const media = key.startsWith('media:') ? decodeMedia(value) : null;
  if (media === null) return null;
  const { item, blob } = media;
  return { path: `${MEDIA_DIRECTORY}/${blob.replaceAll(':', '/')}`, bytes: item.bytes, id: item.id };
}

async function faultOf(data: string, { path, bytes, id }: RecordedFile): Promise<string | null> {
  const found = await stat(join(data, path)).catch(() => null);
  if (found === null) return 'missing';
  if (found.size !== bytes) return `${found.size} bytes instead of ${bytes}`;
  return (await sha256Of(join(data, path))).startsWith(id) ? null : 'other bytes than were stored';
}

export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(path)) hash.update(part);
  return hash.digest('hex');
}

function isRemoved(database: DatabaseSync, key: string): boolean {
  try {
    return database.prepare('SELECT value FROM record WHERE key = ?').get(key) === undefined;
  } catch {
    return false;
  }
}

function hasFile(database: DatabaseSync, { path }: RecordedFile): boolean {
  const blob = path.slice(MEDIA_DIRECTORY.length + 1).replaceAll('/', ':');
  const rows = database.prepare(
    "SELECT 1 FROM record WHERE key > 'media:' AND key < 'media;' AND json_valid(value) AND value ->> 'blob' = ? LIMIT 1",
  );
  return rows.get(blob) !== undefined;
}

function commitFaults(database: DatabaseSync, data: string, counted: number | null): string[] {
  const lost = readLostCommits(data);
  const known = lost === 0 ? [] : [`commits: ${lost} were missing at a start (kaiku.lost)`];
  const [table] = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'commits'").all();
  const commits = table === undefined ? null : database.prepare('SELECT count FROM commits').get()?.count;
  const missing = counted === null || typeof commits !== 'number' ? 0 : counted - commits;
  return missing > 0 ? [...known, `commits: ${missing} are missing from the database`] : known;
}
