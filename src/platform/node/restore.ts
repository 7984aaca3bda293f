import { copyFile, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isThere, manifestEntriesOf, syncAll, syncOne } from './backup.ts';
import { DATABASE_FILE, MANIFEST_FILE, type Manifest, readManifest } from './manifest.ts';
import { OWNER_FILES, own } from './ownership.ts';
import { openDatabase } from './sqlite.ts';

/**
 * `data` must be empty or absent, and no service may run on it. All files are checked before the first one is in place.
 * @throws an error whose message is for the operator.
 */
export async function restoreFrom(directory: string, data: string): Promise<Manifest> {
  if (await hasFiles(data)) throw new Error('the data directory is not empty');
  const manifest = await manifestOf(directory);
  const ownership = await own(data, { command: 'npm run restore' });
  try {
    // A service may have made its files since.
    if (await hasFiles(data)) throw new Error('the data directory is not empty');
    await fill(directory, data, manifest);
    return manifest;
  } finally {
    ownership.release();
  }
}

async function fill(directory: string, data: string, manifest: Manifest): Promise<void> {
  // Inside `data`, which may be a mounted disk: files cannot be renamed from one disk to another.
  const unfinished = join(data, 'unfinished-restore');
  await mkdir(unfinished, { recursive: true });
  try {
    for (const { path } of manifest.files) {
      await mkdir(dirname(join(unfinished, path)), { recursive: true });
      // No hard links here, since the service will write to the database.
      await copyFile(join(directory, path), join(unfinished, path));
    }
    const differing = countDifferences(manifest, await manifestEntriesOf(unfinished));
    if (differing > 0)
      throw new Error(`the backup is damaged: ${differing} of its files are not as its manifest says`);
    checkDatabase(join(unfinished, DATABASE_FILE));
    await syncAll(unfinished);
    // The database comes last, so that no service starts on half a restore.
    for (const name of (await readdir(unfinished)).sort().reverse()) {
      await rename(join(unfinished, name), join(data, name));
    }
    await syncOne(data);
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

function countDifferences(manifest: Manifest, actual: Manifest['files']): number {
  const actualByPath = new Map(actual.map((entry) => [entry.path, entry]));
  return manifest.files.filter(({ path, bytes, sha256 }) => {
    const entry = actualByPath.get(path);
    return entry?.bytes !== bytes || entry.sha256 !== sha256;
  }).length;
}

/** Opens the database as the service will, which refuses another program's file or a newer schema. */
function checkDatabase(path: string): void {
  const database = openDatabase(path);
  try {
    const [result] = database.all('PRAGMA integrity_check(1)');
    if (result?.integrity_check !== 'ok') throw new Error('the database of the backup is damaged');
  } finally {
    database.close();
  }
}

const IGNORED: readonly string[] = ['lost+found', ...Object.values(OWNER_FILES)];

/** Ignores `lost+found`, which a file system keeps in the root of a disk, and what an owner left. */
async function hasFiles(directory: string): Promise<boolean> {
  if (!(await isThere(directory))) return false;
  return (await readdir(directory)).some((name) => !IGNORED.includes(name));
}
