import type { MediaItem } from '../domain/media-file.ts';
import { inverted, padded } from '../storage/keys.ts';

/** Addresses of the library's records. `key` is the newsroom's internal key. */
export const mediaKeys = {
  /** Files by their id, and in their order. */
  items: (key: number) => `media:${padded(key)}`,
  item: (key: number, id: string) => `media:${padded(key)}:${id}`,
  order: (key: number) => `media-order:${padded(key)}`,
  orderRow: (key: number, { id, createdAt }: Pick<MediaItem, 'id' | 'createdAt'>) =>
    `media-order:${padded(key)}:${inverted(createdAt)}:${id}`,
  /** The releases that refer to a file. */
  allUses: (key: number) => `media-use:${padded(key)}`,
  uses: (key: number, id: string) => `media-use:${padded(key)}:${id}`,
  use: (key: number, id: string, number: number) => `media-use:${padded(key)}:${id}:${padded(number)}`,
};
