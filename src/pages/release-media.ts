import type { Newsroom } from '../domain/newsroom.ts';
import type { Release } from '../domain/release.ts';
import type { MediaPort } from '../media/media-port.ts';
import type { ReleaseMedia } from './parts/gallery.tsx';
import { ownMedia } from './parts/own.ts';

/** A release's media, each with the file of this newsroom's library that it refers to. */
export function releaseMedia(
  library: Pick<MediaPort, 'get'>,
  newsroom: Newsroom,
  release: Release,
  baseUrl: string,
): Promise<ReleaseMedia[]> {
  return Promise.all(
    release.media.map(async (reference) => {
      const own = ownMedia(reference.url, baseUrl);
      const isHere = own !== null && own.newsroom === newsroom.number;
      const held = isHere ? await library.get(own.id, 'newsroom') : null;
      return { reference, item: held?.item ?? null };
    }),
  );
}
