import type { Newsroom } from '../domain/newsroom.ts';
import type { Release } from '../domain/release.ts';
import type { MediaPort } from '../media/media-port.ts';
import type { ReleaseMedia } from './parts/gallery.tsx';
import { parseLibraryUrl } from './parts/library-url.ts';

/** The media references of the release, each with its item in the newsroom's own library or null. */
export function releaseMedia(
  library: Pick<MediaPort, 'get'>,
  newsroom: Newsroom,
  release: Release,
  baseUrl: string,
): Promise<ReleaseMedia[]> {
  return Promise.all(
    release.media.map(async (reference) => {
      const file = parseLibraryUrl(reference.url, baseUrl);
      const isOwnFile = file !== null && file.newsroom === newsroom.number;
      const stored = isOwnFile ? await library.get(file.id, 'newsroom') : null;
      return { reference, item: stored?.item ?? null };
    }),
  );
}
