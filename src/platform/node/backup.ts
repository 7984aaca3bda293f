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

/** How long the copy waits for a writer, in milliseconds. */
const BUSY_TIMEOUT = 30_000;

/**
 * Copies the data directory `data` into `directory`, which must not exist yet, while the service writes: the database as
 * it is at one instant, every commit acknowledged before the start in it, and the files that it names. It appears under
 * its name when it is whole. @throws an error that says in words what is in the way.
 */
export async function backUp(data: string, directory: string, now: number): Promise<Manifest> {
  const source = join(data, DATABASE_FILE);
  if (!(await isThere(source))) throw new Error(`there is no ${DATABASE_FILE} in the data directory`);
  if (await isThere(directory)) throw new Error('the directory of the backup exists already');
  const unfinished = `${directory}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  try {
    // A file is there before its record and goes after it: what the database names at its instant was there before or
    // is there after.
    await copyMedia(data, unfinished);
    copyDatabase(source, join(unfinished, DATABASE_FILE));
    await copyMedia(data, unfinished);
    const manifest = {
      format: 1,
      madeAt: new Date(now).toISOString(),
      files: await describe(unfinished),
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

/** By a connection of its own: in WAL a reader holds up no writer. */
function copyDatabase(source: string, target: string): void {
  const database = new DatabaseSync(source, { timeout: BUSY_TIMEOUT });
  try {
    // The copy is built anew, and whole even where what it was read from is not.
    checkWhole(database);
    database.prepare('VACUUM INTO ?').run(target);
  } catch (error) {
    const failure = failureOf(error);
    throw failure?.reason === 'damaged' ? new Error(damaged(failure.code), { cause: error }) : error;
  } finally {
    database.close();
  }
}

/** @throws when a page is not as SQLite wrote it, or the text of a record is not as the service wrote it. */
function checkWhole(database: DatabaseSync): void {
  const said = database.prepare('PRAGMA integrity_check(1)').get()?.integrity_check;
  if (said !== 'ok') throw new Error(damaged('PRAGMA integrity_check'));
  const spoilt = database.prepare('SELECT key FROM record WHERE NOT json_valid(value) LIMIT 1').get();
  if (spoilt !== undefined) throw new Error(damaged(`the record ${spoilt.key}`));
}

function damaged(witness: string | null): string {
  return `the database is damaged (${witness}), and no backup was made: restore an earlier one`;
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

/** Files are never written again, so that a second name will do; on another disk there is none. */
async function linkOrCopy(source: string, target: string): Promise<void> {
  try {
    await link(source, target).catch(() => copyFile(source, target));
  } catch (error) {
    // Taken away meanwhile: no record names it any more.
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

/** Every file below `directory` but the manifest, with what it is known by. */
export async function describe(directory: string): Promise<ManifestEntry[]> {
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

/** Paths relative to `directory`, with `/` between their segments, sorted. None when there is no directory. */
async function filesBelow(directory: string): Promise<string[]> {
  try {
    const found = await readdir(directory, { recursive: true, withFileTypes: true });
    return found
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

/** Brings everything below `directory` to the disk. */
export async function syncAll(directory: string): Promise<void> {
  const found = await readdir(directory, { recursive: true, withFileTypes: true });
  for (const entry of found) await syncOne(join(entry.parentPath, entry.name));
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
