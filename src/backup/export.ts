import { exportMedia } from '../media/media-transfer.ts';
import { newsroomKeys } from '../repository/keys.ts';
import type { MediaStore } from '../storage/media-store.ts';
import type { Store } from '../storage/store.ts';
import type { ExportPart } from './backup-port.ts';
import { baseOf, END, FAMILIES } from './lines.ts';

const PORTION = 100;

export interface ExportDependencies {
  readonly store: Store;
  readonly media: MediaStore;
}

/** One portion of the export, and where the next begins; null at the end. */
interface Portion {
  readonly lines: readonly string[];
  readonly next: string | null;
}

/**
 * One portion of the export; the cursor is how many lines there were, the family and the last key. The last line says how
 * many came before it: a file that was cut off between two lines is known by that.
 */
export async function exportPart(
  dependencies: ExportDependencies,
  key: number,
  cursor: string | null,
): Promise<ExportPart> {
  const [count = '0', ...place] = (cursor ?? '0|newsroom').split('|');
  const { lines, next } = await portion(dependencies, key, place);
  const records = Number(count) + lines.length;
  const end = JSON.stringify({ record: END, id: '', value: { records } });
  return {
    text: [...lines, ...(next === null ? [end] : [])].map((line) => `${line}\n`).join(''),
    next: next === null ? null : `${records}|${next}`,
  };
}

async function portion(
  { store, media }: ExportDependencies,
  key: number,
  [given, after]: readonly string[],
): Promise<Portion> {
  const family = FAMILIES.find((name) => name === given) ?? 'newsroom';
  if (family === 'media-bytes' || family === 'media') {
    // A file's record follows its bytes, in one pass over both families.
    const { lines, next } = await exportMedia({ store, media }, key, after ?? null);
    return { lines, next: next === null ? null : `media|${next}` };
  }
  const base = baseOf(family, key);
  const keys =
    family === 'newsroom'
      ? [newsroomKeys.newsroom(key)]
      : await store.keys(base, { limit: PORTION, ...(after !== undefined && { after }) });
  const records = await store.getMany(keys);
  const lines = keys.flatMap((row, at) => {
    const id = family === 'newsroom' ? '' : row.slice(base.length + 1);
    const value = records[at] ?? null;
    // One that cannot be read could not be restored either.
    return value === null ? [] : [JSON.stringify({ record: family, id, value })];
  });
  const isWhole = family === 'newsroom' || keys.length < PORTION;
  const following = FAMILIES[FAMILIES.indexOf(family) + 1];
  const next = isWhole ? (following ?? null) : `${family}|${keys.at(-1)}`;
  return { lines, next };
}
