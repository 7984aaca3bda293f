import { isObject } from '../../base/json.ts';

/** These paths are the same in a backup and in the data directory. */
export const DATABASE_FILE = 'kaiku.db';
export const MEDIA_DIRECTORY = 'media/files';
export const MANIFEST_FILE = 'manifest.json';

export interface ManifestEntry {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface Manifest {
  readonly format: 1;
  /** RFC 3339. */
  readonly madeAt: string;
  readonly files: readonly ManifestEntry[];
  readonly incomplete?: Incomplete;
}

/** What the backup could not have. */
export interface Incomplete {
  /** Keys of records that could not be read. */
  readonly records: readonly string[];
  /** Keys of releases that could not be read and are there as their newest readable revision. */
  readonly replaced: readonly string[];
  /** Paths of files of the libraries that are missing or not as they were stored. */
  readonly files: readonly string[];
}

/** Null when `text` is no manifest of this format. */
export function readManifest(text: string): Manifest | null {
  const value = parse(text);
  if (!isObject(value) || value.format !== 1 || typeof value.madeAt !== 'string') return null;
  if (!Array.isArray(value.files)) return null;
  const files: ManifestEntry[] = [];
  for (const file of value.files) {
    if (!isEntry(file)) return null;
    files.push(file);
  }
  if (!files.some(({ path }) => path === DATABASE_FILE)) return null;
  const { madeAt, incomplete } = value;
  return {
    format: 1,
    madeAt,
    files,
    ...(isObject(incomplete) && { incomplete: readIncomplete(incomplete) }),
  };
}

function readIncomplete(value: { readonly [member: string]: unknown }): Incomplete {
  const names = (member: unknown) =>
    Array.isArray(member) ? member.filter((name) => typeof name === 'string') : [];
  return { records: names(value.records), replaced: names(value.replaced), files: names(value.files) };
}

/** A manifest may be forged, so it may name no path outside of the data directory. */
const PATH = /^(?:kaiku\.db|secret|media\/files(?:\/[a-z0-9]+)+)$/;

function isEntry(value: unknown): value is ManifestEntry {
  if (!isObject(value)) return false;
  const { path, bytes, sha256 } = value;
  return (
    typeof path === 'string' && PATH.test(path) && typeof bytes === 'number' && typeof sha256 === 'string'
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
