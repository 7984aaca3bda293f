import type { MediaItem } from '../domain/media-file.ts';
import { invertedInstant, paddedNumber } from '../storage/keys.ts';

/** Store keys of the media library. `key` is the newsroom's internal key. */
export const mediaKeys = {
  items: (key: number) => `media:${paddedNumber(key)}`,
  item: (key: number, id: string) => `media:${paddedNumber(key)}:${id}`,
  order: (key: number) => `media-order:${paddedNumber(key)}`,
  orderRow: (key: number, { id, createdAt }: Pick<MediaItem, 'id' | 'createdAt'>) =>
    `media-order:${paddedNumber(key)}:${invertedInstant(createdAt)}:${id}`,
  allUses: (key: number) => `media-use:${paddedNumber(key)}`,
  uses: (key: number, id: string) => `media-use:${paddedNumber(key)}:${id}`,
  use: (key: number, id: string, number: number) =>
    `media-use:${paddedNumber(key)}:${id}:${paddedNumber(number)}`,
};
