import type { MediaItem, MediaVisibility } from '../domain/media-file.ts';
import type { Stored } from '../storage/store.ts';

/** The file as it is stored and exported. A record from before files had a visibility stays without one. */
export interface StoredItem extends Omit<MediaItem, 'visibility'> {
  readonly visibility?: MediaVisibility;
}

export interface MediaRecord {
  readonly schema: 1;
  readonly item: MediaItem;
  readonly blob: string;
}

export function encodeMedia(item: MediaItem, blob: string): Stored {
  return { schema: 1, item: storedItem(item), blob };
}

export function storedItem({ visibility, ...item }: MediaItem): StoredItem {
  return visibility === null ? item : { ...item, visibility };
}

export function decodeMedia(value: Stored | null | undefined): MediaRecord | null {
  if (!isMediaRecord(value)) return null;
  const { item, blob } = value;
  return { schema: 1, item: { ...item, visibility: item.visibility ?? null }, blob };
}

function isMediaRecord(
  value: Stored | null | undefined,
): value is Stored & { readonly item: StoredItem; readonly blob: string } {
  return value?.schema === 1 && typeof value.blob === 'string' && typeof value.item === 'object';
}
