import { join } from 'node:path';
import type { MediaDriver } from '../../storage/media-driver.ts';
import { memoryMediaDriver } from '../../storage/memory-media-driver.ts';
import { openStore } from '../../storage/open-store.ts';
import { type SqlDriverOptions, sqlDriver } from '../../storage/sql-driver.ts';
import type { Store } from '../../storage/store.ts';
import { UnreadableRecords } from '../../storage/unreadable-records.ts';
import { CommitCount, readLostCommits } from './commit-count.ts';
import { makeDirectory } from './make-directory.ts';
import { DATABASE_FILE } from './manifest.ts';
import { mediaDisk } from './media-disk.ts';
import { createPause } from './pause.ts';
import { type Database, type DatabaseOptions, failureOf, openDatabase } from './sqlite.ts';

export interface DataDirectory {
  readonly database: Database;
  readonly store: Store;
  readonly files: MediaDriver;
  readonly unreadable: UnreadableRecords;
  /** Acknowledged commits that this start, or an earlier one, found missing. */
  readonly lostCommits: number;
  close(): void;
}

export interface DataDirectoryOptions extends Pick<DatabaseOptions, 'onCommit'>, SqlDriverOptions {
  readonly now?: () => number;
  readonly onUnreadable?: () => void;
  /** Replaces the database in the directory. */
  readonly database?: Database | undefined;
}

/** With null everything is in memory. @throws an error whose message is for the operator. */
export function openDataDirectory(data: string | null, options: DataDirectoryOptions = {}): DataDirectory {
  try {
    return open(data, options);
  } catch (error) {
    throw new Error(reasonOf(error, DATABASE_FILE), { cause: error });
  }
}

function open(data: string | null, options: DataDirectoryOptions): DataDirectory {
  if (data !== null) makeDirectory(data);
  const { database: given, onCommit, onIndexReset, onUnreadable, now = Date.now } = options;
  const count = data === null ? null : new CommitCount(data);
  const path = data === null ? ':memory:' : join(data, DATABASE_FILE);
  const database = given ?? openDatabase(path, { onCommit, onCount: (commits) => count?.write(commits) });
  try {
    const unreadable = new UnreadableRecords(onUnreadable);
    const store = openStore(sqlDriver(database, { onIndexReset }), unreadable, createPause());
    database.startCounting();
    count?.begin(database.commits, now());
    return {
      database,
      store,
      files: data === null ? memoryMediaDriver() : mediaDisk(join(data, 'media')),
      unreadable,
      lostCommits: data === null ? 0 : readLostCommits(data),
      close() {
        database.close();
        count?.close();
      },
    };
  } catch (error) {
    if (given === undefined) database.close();
    count?.close();
    throw error;
  }
}

/** Tells an operator why `file` in the data directory cannot be used. */
export function reasonOf(error: unknown, file: string): string {
  const message = error instanceof Error ? error.message : 'unknown';
  const { reason = null, code = null } = failureOf(error) ?? {};
  if (reason === 'damaged') return `${file} in KAIKU_DATA is damaged (${code}): restore a backup`;
  if (code !== null) return `${file} in KAIKU_DATA cannot be written (${code}: ${message})`;
  const isSystemError = error instanceof Error && 'syscall' in error;
  return isSystemError ? `KAIKU_DATA must be a directory that can be written (${message})` : message;
}
