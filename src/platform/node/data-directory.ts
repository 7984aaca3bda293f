import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { MediaDriver } from '../../storage/media-driver.ts';
import { memoryMediaDriver } from '../../storage/memory-media-driver.ts';
import { openStore } from '../../storage/open-store.ts';
import { sqlDriver } from '../../storage/sql-driver.ts';
import type { Store } from '../../storage/store.ts';
import { DATABASE_FILE } from './manifest.ts';
import { mediaDisk } from './media-disk.ts';
import { type Database, type DatabaseOptions, failureOf, openDatabase } from './sqlite.ts';

export interface Data {
  readonly database: Database;
  readonly store: Store;
  readonly files: MediaDriver;
}

export interface DataOptions extends DatabaseOptions {
  /** In place of the one in the directory. */
  readonly database?: Database | undefined;
}

/**
 * Opens the directory, created when absent; null is memory.
 * @throws with the variable's name and what is in the way, for whoever started the service.
 */
export function openData(data: string | null, options: DataOptions = {}): Data {
  try {
    return opened(data, options);
  } catch (error) {
    throw new Error(inTheWay(error), { cause: error });
  }
}

function opened(data: string | null, { database: given, ...options }: DataOptions): Data {
  if (data !== null) mkdirSync(data, { recursive: true });
  const path = data === null ? ':memory:' : join(data, DATABASE_FILE);
  const database = given ?? openDatabase(path, options);
  try {
    const store = openStore(sqlDriver(database));
    return { database, store, files: data === null ? memoryMediaDriver() : mediaDisk(join(data, 'media')) };
  } catch (error) {
    if (given === undefined) database.close();
    throw error;
  }
}

function inTheWay(error: unknown): string {
  const said = error instanceof Error ? error.message : 'unknown';
  const { reason = null, code = null } = failureOf(error) ?? {};
  if (reason === 'damaged') return `${DATABASE_FILE} in KAIKU_DATA is damaged (${code}): restore a backup`;
  if (code !== null) return `${DATABASE_FILE} in KAIKU_DATA cannot be written (${code}: ${said})`;
  const isOfTheDisk = error instanceof Error && 'syscall' in error;
  return isOfTheDisk ? `KAIKU_DATA must be a directory that can be written (${said})` : said;
}
