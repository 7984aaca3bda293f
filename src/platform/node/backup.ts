import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, link, mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  DATABASE_FILE,
  MANIFEST_FILE,
  type Manifest,
  type ManifestEntry,
  MEDIA_DIRECTORY,
} from './manifest.ts';
import { failureOf } from './sqlite.ts';

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
  await mkdir(unfinished, { recursive: true });
  try {
    // A media file is written before its record and removed after it. Copying before and after the database therefore
    // catches every file that the copied records name.
    await copyMedia(data, unfinished);
    copyDatabase(source, join(unfinished, DATABASE_FILE));
    await copyMedia(data, unfinished);
    const manifest = {
      format: 1,
      madeAt: new Date(now).toISOString(),
      files: await manifestEntriesOf(unfinished),
    } as const;
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
function copyDatabase(source: string, target: string): void {
  const database = new DatabaseSync(source, { timeout: BUSY_TIMEOUT });
  try {
    // VACUUM INTO builds a new file, which would look sound even if this one is damaged.
    checkIntegrity(database);
    database.prepare('VACUUM INTO ?').run(target);
  } catch (error) {
    const failure = failureOf(error);
    throw failure?.reason === 'damaged' ? new Error(damagedMessage(failure.code), { cause: error }) : error;
  } finally {
    database.close();
  }
}

/** @throws when a page is damaged or a record is no JSON. */
function checkIntegrity(database: DatabaseSync): void {
  const result = database.prepare('PRAGMA integrity_check(1)').get()?.integrity_check;
  if (result !== 'ok') throw new Error(damagedMessage('PRAGMA integrity_check'));
  const damagedRecord = database.prepare('SELECT key FROM record WHERE NOT json_valid(value) LIMIT 1').get();
  if (damagedRecord !== undefined) throw new Error(damagedMessage(`the record ${damagedRecord.key}`));
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

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(path)) hash.update(part);
  return hash.digest('hex');
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
