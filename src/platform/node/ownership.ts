import { accessSync, constants, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { isObject } from '../../base/json.ts';
import { reasonOf } from './data-directory.ts';
import { makeDirectory } from './make-directory.ts';
import { failureOf } from './sqlite.ts';

/** The files of the owner in the data directory. Only the lock says whether there is one; the others may be stale. */
export const OWNER_FILES = { lock: 'owner.lock', description: 'owner.json', socket: 'owner.sock' } as const;

/** A process that was killed or told to stop may need a moment to end. In milliseconds. */
const PATIENCE = 1_000;
const RETRY_INTERVAL = 5;

/** What a second process is told about the first one. */
export interface OwnerDescription {
  readonly command: string;
  readonly address?: string;
  readonly port?: number;
}

export interface Ownership {
  release(): void;
}

/** @throws an error whose message names the owner, when another process has the directory. */
export async function own(
  data: string,
  description: OwnerDescription,
  patience: number = PATIENCE,
): Promise<Ownership> {
  const deadline = performance.now() + patience;
  for (;;) {
    const ownership = tryToOwn(data, description);
    if (ownership !== null) return ownership;
    if (performance.now() >= deadline)
      throw new Error(`another process has the data directory: ${describeOwner(data)}`);
    await sleep(RETRY_INTERVAL);
  }
}

/** Null when another process is the owner. @throws an error for the operator when the directory cannot be written. */
export function tryToOwn(data: string, description: OwnerDescription): Ownership | null {
  try {
    makeDirectory(data);
    const lock = takeLock(join(data, OWNER_FILES.lock));
    if (lock === null) return null;
    writeDescription(data, description);
    return {
      release() {
        // First, since the next owner writes its own as soon as it has the lock.
        rmSync(join(data, OWNER_FILES.description), { force: true });
        lock.close();
      },
    };
  } catch (error) {
    if (failureOf(error)?.reason === 'damaged')
      throw new Error(`${OWNER_FILES.lock} in KAIKU_DATA is no lock of Kaiku: remove it`, { cause: error });
    throw new Error(reasonOf(error, OWNER_FILES.lock), { cause: error });
  }
}

/**
 * An open transaction is a lock of the operating system on the file, which ends with the process however that ends. It
 * writes nothing, so it needs no room on the disk. No other code of this process may open the file: closing it once
 * would end the lock (POSIX fcntl).
 */
function takeLock(path: string): DatabaseSync | null {
  const lock = new DatabaseSync(path, { timeout: 0 });
  try {
    // In a file that cannot be written, SQLite would begin a transaction that only reads.
    accessSync(path, constants.W_OK);
    // A journal on the disk would need room there.
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    if (failureOf(error)?.code === 'SQLITE_BUSY') return null;
    throw error;
  }
}

function writeDescription(data: string, description: OwnerDescription): void {
  const owner = { pid: process.pid, host: hostname(), since: new Date().toISOString(), ...description };
  try {
    writeFileSync(join(data, OWNER_FILES.description), `${JSON.stringify(owner)}\n`, { mode: 0o640 });
  } catch {
    // On a full disk, for example. The lock holds without it, and the store says what it cannot write.
  }
}

/** One line from the description, which a killed owner may have left. */
export function describeOwner(data: string): string {
  const owner = readOwner(data);
  if (owner === null) return 'it has not said who it is';
  const { pid, host, since, command, address, port } = owner;
  const place = [address, ...(port === undefined ? [] : [`port ${port}`])].filter(
    (part) => part !== undefined,
  );
  return [`${command}, pid ${pid} on ${host}`, ...place, `since ${since}`]
    .join(', ')
    .replaceAll(/\p{Cc}/gu, ' ');
}

export function readOwner(data: string): { readonly [name: string]: unknown } | null {
  try {
    const owner: unknown = JSON.parse(readFileSync(join(data, OWNER_FILES.description), 'utf8'));
    return isObject(owner) ? owner : null;
  } catch {
    return null;
  }
}
