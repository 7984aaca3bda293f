import { appendFileSync, closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../../base/json.ts';

export const COUNT_FILE = 'kaiku.commits';
/** A line of JSON for each start that found commits missing. The operator removes the file. */
export const LOST_FILE = 'kaiku.lost';

const WIDTH = 16;

/**
 * The number of commits, in a file of its own. SQLite drops the end of a damaged write-ahead log without a word, and with it
 * the newest commits; then this number is larger than the one in the database. The file is not synced, because that would
 * double the time of a commit: it survives a kill, and after a power failure it can only be too small.
 */
export class CommitCount {
  readonly #data: string;
  readonly #before: number | null;
  #file: number | null = null;

  /** Reads the number before the database is opened, in which it may grow meanwhile. Writes nothing. */
  constructor(data: string) {
    this.#data = data;
    this.#before = readCommitCount(data);
  }

  /** `commits` is the number in the database. Records how many are missing there. */
  begin(commits: number | null, now: number): void {
    this.#file = openFile(join(this.#data, COUNT_FILE));
    if (commits === null) return;
    const missing = (this.#before ?? 0) - commits;
    if (missing > 0) recordLostCommits(this.#data, missing, now);
    this.write(commits);
  }

  /** A failure is ignored: the number is then too small, which hides a loss but invents none. */
  write(commits: number): void {
    if (this.#file === null) return;
    try {
      writeSync(this.#file, `${String(commits).padStart(WIDTH, '0')}\n`, 0);
    } catch {}
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }
}

/** Empty when there is no such file, or not for this user. */
function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Null in a directory that cannot be written, about which the database complains. */
function openFile(path: string): number | null {
  try {
    return openSync(path, existsSync(path) ? 'r+' : 'w+', 0o640);
  } catch {
    return null;
  }
}

/** Null without a readable number. */
export function readCommitCount(data: string): number | null {
  const text = readText(join(data, COUNT_FILE));
  return /^[0-9]{16}\n$/.test(text) ? Number(text) : null;
}

function recordLostCommits(data: string, commits: number, now: number): void {
  const line = JSON.stringify({ foundAt: new Date(now).toISOString(), commits });
  appendFileSync(join(data, LOST_FILE), `${line}\n`, { mode: 0o640 });
}

/** The commits that earlier starts found missing, until the operator removes the file. */
export function readLostCommits(data: string): number {
  const lines = readText(join(data, LOST_FILE)).split('\n');
  return lines.reduce((sum, line) => sum + lostIn(line), 0);
}

/** A line that cannot be read stands for one commit, since the file says that some are missing. */
function lostIn(line: string): number {
  if (line === '') return 0;
  try {
    const entry: unknown = JSON.parse(line);
    return isObject(entry) && typeof entry.commits === 'number' ? entry.commits : 1;
  } catch {
    return 1;
  }
}

/** The number is in the message, which the log keeps: it is no text of a client. */
export class LostCommits extends Error {
  override readonly name = 'LostCommits';
  constructor(commits: number) {
    super(`${commits} acknowledged commits are missing from the database`);
  }
}
