import { copyFile, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, isThere, syncAll, syncOne } from './backup.ts';
import { DATABASE_FILE, MANIFEST_FILE, type Manifest, readManifest } from './manifest.ts';
import { openDatabase } from './sqlite.ts';

/**
 * Makes the data directory `data`, which must be empty or absent, from the backup in `directory`. It is checked file by
 * file against its manifest, and the database by SQLite, before anything is in place; no service may run on it meanwhile.
 * @throws an error that says in words what is in the way.
 */
export async function restoreFrom(directory: string, data: string): Promise<Manifest> {
  if (await isFilled(data)) throw new Error('the data directory is not empty');
  const manifest = await manifestOf(directory);
  // Within the directory, which may be a disk of its own.
  const unfinished = join(data, 'unfinished-restore');
  await mkdir(unfinished, { recursive: true });
  try {
    for (const { path } of manifest.files) {
      await mkdir(dirname(join(unfinished, path)), { recursive: true });
      // Never a second name of the backup's own file: the service goes on writing its database.
      await copyFile(join(directory, path), join(unfinished, path));
    }
    // What is checked is what will be used.
    const differing = differences(manifest, await describe(unfinished));
    if (differing > 0)
      throw new Error(`the backup is damaged: ${differing} of its files are not as its manifest says`);
    checkDatabase(join(unfinished, DATABASE_FILE));
    await syncAll(unfinished);
    // The database last: without it there is nothing to start with.
    for (const name of (await readdir(unfinished)).sort().reverse()) {
      await rename(join(unfinished, name), join(data, name));
    }
    await syncOne(data);
    return manifest;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function manifestOf(directory: string): Promise<Manifest> {
  const path = join(directory, MANIFEST_FILE);
  const manifest = (await isThere(path)) ? readManifest(await readFile(path, 'utf8')) : null;
  if (manifest === null) throw new Error('there is no backup in that directory');
  return manifest;
}

function differences(manifest: Manifest, found: Manifest['files']): number {
  const known = new Map(found.map((entry) => [entry.path, entry]));
  return manifest.files.filter(({ path, bytes, sha256 }) => {
    const entry = known.get(path);
    return entry?.bytes !== bytes || entry.sha256 !== sha256;
  }).length;
}

/** Opens it as the service will, so that what it would refuse is refused now. */
function checkDatabase(path: string): void {
  const database = openDatabase(path);
  try {
    const [said] = database.all('PRAGMA integrity_check(1)');
    if (said?.integrity_check !== 'ok') throw new Error('the database of the backup is damaged');
  } finally {
    database.close();
  }
}

/** What a file system puts into the root of a disk is nothing of ours. */
async function isFilled(directory: string): Promise<boolean> {
  if (!(await isThere(directory))) return false;
  return (await readdir(directory)).some((name) => name !== 'lost+found');
}
