import type { ShownMedia } from './parts/gallery.tsx';
import { ownMedia } from './parts/own.ts';
import type { Release } from '../domain/release.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import type { MediaPort } from '../media/media-port.ts';

/** A release's media, each with the file of this newsroom's library that it refers to. */
export function shownMedia(
  library: Pick<MediaPort, 'mediaItem'>,
  newsroom: Newsroom,
  release: Release,
  baseUrl: string,
): Promise<ShownMedia[]> {
  return Promise.all(
    release.media.map(async (reference) => {
      const own = ownMedia(reference.url, baseUrl);
      const isHere = own !== null && own.newsroom === newsroom.number;
      const held = isHere ? await library.mediaItem(own.id, 'newsroom') : null;
      return { reference, item: held?.item ?? null };
    }),
  );
}
