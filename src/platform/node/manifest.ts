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
  return files.some(({ path }) => path === DATABASE_FILE) ? { format: 1, madeAt: value.madeAt, files } : null;
}

/** A manifest may be forged, so it may name no path outside of the data directory. */
const PATH = /^(?:kaiku\.db|media\/files(?:\/[a-z0-9]+)+)$/;

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
