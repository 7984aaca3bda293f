import { copyFile, link, mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeDirectory } from './make-directory.ts';
import {
  DATABASE_FILE,
  MANIFEST_FILE,
  type Manifest,
  type ManifestEntry,
  MEDIA_DIRECTORY,
} from './manifest.ts';
import { integrityFaults, scanRecords } from './record-scan.ts';
import { type Salvaged, salvage } from './salvage.ts';
import { SECRET_FILE } from './secret.ts';
import { failureOf } from './sqlite.ts';
import { recordedFile, sha256Of } from './store-check.ts';

const BUSY_TIMEOUT = 30_000;

/**
 * The service may go on writing; every commit that was acknowledged before the start is in the copy. `directory` must not
 * exist, and appears when the copy is complete. @throws an error whose message is for the operator.
 */
export async function backUp(data: string, directory: string, now: number): Promise<Manifest> {
  const source = join(data, DATABASE_FILE);
  if (!(await isThere(source))) throw new Error(`there is no ${DATABASE_FILE} in the data directory`);
  if (await isThere(directory)) throw new Error('the directory of the backup exists already');
  const unfinished = `${directory}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  makeDirectory(unfinished);
  try {
    // A media file is written before its record and removed after it. Copying before and after the database therefore
    // catches every file that the copied records name.
    await copyMedia(data, unfinished);
    const copy = join(unfinished, DATABASE_FILE);
    const { lost, replaced } = copyDatabase(source, copy);
    await copyMedia(data, unfinished);
    await copySecret(data, unfinished);
    const files = await manifestEntriesOf(unfinished);
    const incomplete = { records: lost, replaced, files: faultyFiles(copy, files) };
    const isIncomplete = Object.values(incomplete).some((names) => names.length > 0);
    const madeAt = new Date(now).toISOString();
    const manifest: Manifest = { format: 1, madeAt, files, ...(isIncomplete && { incomplete }) };
    await writeFile(join(unfinished, MANIFEST_FILE), `${JSON.stringify(manifest, null, 1)}\n`);
    await syncAll(unfinished);
    await rename(unfinished, directory);
    await syncOne(dirname(directory));
    return manifest;
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
}

/** Reads over a connection of its own: in WAL mode a reader blocks no writer. */
function copyDatabase(source: string, target: string): Salvaged {
  const database = new DatabaseSync(source, { timeout: BUSY_TIMEOUT });
  try {
    // VACUUM INTO builds a new file, which would look sound even if this one is damaged.
    if (isSound(database)) {
      database.prepare('VACUUM INTO ?').run(target);
      return { lost: [], replaced: [] };
    }
    return salvage(database, target);
  } catch (error) {
    const failure = failureOf(error);
    throw failure?.reason === 'damaged' ? new Error(damagedMessage(failure.code), { cause: error }) : error;
  } finally {
    database.close();
  }
}

function isSound(database: DatabaseSync): boolean {
  if (integrityFaults(database).length > 0) return false;
  for (const { value } of scanRecords(database)) if (value === null) return false;
  return true;
}

/** The paths of files that are named by a record and are missing from the copy, or are not as they were stored. */
function faultyFiles(database: string, entries: readonly ManifestEntry[]): string[] {
  const copied = new Map(entries.map((entry) => [entry.path, entry]));
  const copy = new DatabaseSync(database, { readOnly: true });
  try {
    const faulty: string[] = [];
    for (const { key, value } of scanRecords(copy)) {
      const file = value === null ? null : recordedFile(key, value);
      if (file === null) continue;
      const entry = copied.get(file.path);
      if (entry?.bytes !== file.bytes || !entry.sha256.startsWith(file.id)) faulty.push(file.path);
    }
    return faulty;
  } finally {
    copy.close();
  }
}

function damagedMessage(evidence: string | null): string {
  return `the database is damaged (${evidence}), and no backup was made: restore an earlier one`;
}

async function copyMedia(data: string, unfinished: string): Promise<void> {
  const files = join(data, MEDIA_DIRECTORY);
  for (const name of await filesBelow(files)) {
    const target = join(unfinished, MEDIA_DIRECTORY, name);
    if (await isThere(target)) continue;
    await mkdir(dirname(target), { recursive: true });
    await linkOrCopy(join(files, name), target);
  }
}

/** Exports of this installation are signed with it. The copy has the same permissions. */
async function copySecret(data: string, unfinished: string): Promise<void> {
  const secret = join(data, SECRET_FILE);
  if (await isThere(secret)) await copyFile(secret, join(unfinished, SECRET_FILE));
}

/** A hard link is enough, since media files are never changed; on another disk the file is copied. */
async function linkOrCopy(source: string, target: string): Promise<void> {
  try {
    await link(source, target).catch(() => copyFile(source, target));
  } catch (error) {
    // No record names a file that was removed meanwhile.
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

export async function manifestEntriesOf(directory: string): Promise<ManifestEntry[]> {
  const names = (await filesBelow(directory)).filter((name) => name !== MANIFEST_FILE);
  const entries: ManifestEntry[] = [];
  for (const path of names) {
    const { size: bytes } = await stat(join(directory, path));
    entries.push({ path, bytes, sha256: await sha256Of(join(directory, path)) });
  }
  return entries;
}

/** Sorted paths relative to `directory`, with `/` between segments; empty when the directory does not exist. */
async function filesBelow(directory: string): Promise<string[]> {
  try {
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(directory.length + 1)
          .replaceAll('\\', '/'),
      )
      .sort();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

export async function syncAll(directory: string): Promise<void> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  for (const entry of entries) await syncOne(join(entry.parentPath, entry.name));
  await syncOne(directory);
}

export async function syncOne(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

export function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null;
}
