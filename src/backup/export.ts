import { exportMedia } from '../media/media-transfer.ts';
import { newsroomKeys } from '../repository/keys.ts';
import type { MediaStore } from '../storage/media-store.ts';
import type { Store } from '../storage/store.ts';
import type { ExportPart } from './backup-port.ts';
import { baseOf, END, FAMILIES } from './lines.ts';
import { digestOfLines, type ExportSecrets, NO_LINES, signed } from './signature.ts';

const RECORDS_PER_PART = 100;

export interface ExportDependencies {
  readonly store: Store;
  readonly media: MediaStore;
  readonly exportSecrets: ExportSecrets;
}

interface ExportedLines {
  readonly lines: readonly string[];
  /** `{family}|{last key}`, or null at the end. */
  readonly next: string | null;
}

/**
 * The cursor is `{number of lines so far}|{digest of these}|{lastNumber}|{family}|{last key}`. The end line's count reveals
 * a truncated file.
 */
export async function exportPart(
  dependencies: ExportDependencies,
  key: number,
  cursor: string | null,
): Promise<ExportPart> {
  const [count, digestBefore = NO_LINES, lastNumberBefore, ...position] = cursor?.split('|') ?? [];
  const lastNumber = lastNumberBefore ?? (await readLastNumber(dependencies.store, key));
  const { lines, next } = await exportedLines(dependencies, key, position);
  const records = Number(count ?? 0) + lines.length;
  const digest = await digestOfLines(digestBefore, lines);
  const end = { records, lastNumber: Number(lastNumber) };
  const value = next === null ? await signed(dependencies.exportSecrets, digest, end) : end;
  const endLine = JSON.stringify({ record: END, id: '', value });
  return {
    text: [...lines, ...(next === null ? [endLine] : [])].map((line) => `${line}\n`).join(''),
    next: next === null ? null : [records, digest, lastNumber, next].join('|'),
  };
}

async function readLastNumber(store: Store, key: number): Promise<number> {
  const lastNumber = (await store.get(newsroomKeys.newsroom(key)))?.lastNumber;
  return typeof lastNumber === 'number' ? lastNumber : 0;
}

async function exportedLines(
  { store, media }: ExportDependencies,
  key: number,
  [familyName, after]: readonly string[],
): Promise<ExportedLines> {
  const family = FAMILIES.find((name) => name === familyName) ?? 'newsroom';
  if (family === 'media-bytes' || family === 'media') {
    // One pass exports both families, because the record of a file follows its bytes.
    const { lines, next } = await exportMedia({ store, media }, key, after ?? null);
    return { lines, next: next === null ? null : `media|${next}` };
  }
  const base = baseOf(family, key);
  const keys =
    family === 'newsroom'
      ? [newsroomKeys.newsroom(key)]
      : await store.keys(base, { limit: RECORDS_PER_PART, ...(after !== undefined && { after }) });
  const records = await store.getMany(keys);
  const lines = keys.flatMap((row, at) => {
    const id = family === 'newsroom' ? '' : row.slice(base.length + 1);
    const value = records[at] ?? null;
    // An unreadable record could not be restored either.
    return value === null ? [] : [JSON.stringify({ record: family, id, value })];
  });
  const isFamilyDone = family === 'newsroom' || keys.length < RECORDS_PER_PART;
  const following = FAMILIES[FAMILIES.indexOf(family) + 1];
  const next = isFamilyDone ? (following ?? null) : `${family}|${keys.at(-1)}`;
  return { lines, next };
}
