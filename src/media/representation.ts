import { toRfc3339 } from '../base/time/helsinki.ts';
import type { MediaItem } from '../domain/media-file.ts';
import { mediaFileUrl } from '../domain/urls.ts';

export interface MediaRepresentation extends Omit<MediaItem, 'createdAt'> {
  readonly url: string;
  readonly createdAt: string;
}

export function representMedia(
  item: MediaItem,
  newsroomNumber: number,
  baseUrl: string,
): MediaRepresentation {
  return {
    ...item,
    url: mediaFileUrl(baseUrl, newsroomNumber, item),
    createdAt: toRfc3339(item.createdAt),
  };
}
