import { paddedNumber } from '../storage/keys.ts';
import type { MediaStore } from '../storage/media-store.ts';
import type { Store, Write } from '../storage/store.ts';
import type { MediaRecord } from './media-record.ts';

/** Of more faults the first so many are counted. */
const COUNT_LIMIT = 10_000;

/** A record for each file of a library whose bytes are not as they were stored. `key` is the newsroom's. */
export const faultKeys = {
  all: () => 'media-fault',
  file: (key: number, id: string) => `media-fault:${paddedNumber(key)}:${id}`,
};

export const FILE_STATES = ['intact', 'missing', 'damaged'] as const;
export type FileState = (typeof FILE_STATES)[number];

/** Reads the whole file, unless its size is already wrong. A file's id is the first half of its SHA-256. */
export async function stateOfFile(
  media: Pick<MediaStore, 'size' | 'measure'>,
  { item, blob }: Pick<MediaRecord, 'item' | 'blob'>,
): Promise<FileState> {
  const size = await media.size(blob);
  if (size === null) return 'missing';
  if (size !== item.bytes) return 'damaged';
  const measured = await media.measure(blob);
  if (measured === null) return 'missing';
  return measured.sha256.startsWith(item.id) ? 'intact' : 'damaged';
}

/** What changes in the list of faults. */
export async function faultWrites(
  store: Pick<Store, 'getMany'>,
  key: number,
  id: string,
  state: FileState,
): Promise<Write[]> {
  const row = faultKeys.file(key, id);
  const [known = null] = await store.getMany([row]);
  if (state === 'intact') return known === null ? [] : [{ key: row }];
  return known?.state === state ? [] : [{ key: row, value: { state } }];
}

export async function countFaults(store: Pick<Store, 'keys'>): Promise<number> {
  return (await store.keys(faultKeys.all(), { limit: COUNT_LIMIT })).length;
}

/** What the log is told. */
export class MediaFault extends Error {
  override readonly name = 'MediaFault';
  constructor(state: FileState) {
    super(`the bytes of a file are ${state}`);
  }
}
