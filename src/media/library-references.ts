import { isObject, type JsonObject } from '../base/json.ts';
import { LIMITS } from '../domain/limits.ts';
import type { MediaItem } from '../domain/media-file.ts';
import type { Release } from '../domain/release.ts';

/** An id as it stands in the address of a library's bytes, after the newsroom's number. */
const ID = /^([0-9a-f]{32})(?=$|[/?#])/;

/** The ids of this newsroom's files that a request's `media` refers to. */
export function libraryIds(body: unknown, base: string): string[] {
  const ids = mediaOf(body).flatMap((entry) => idIn(entry, base) ?? []);
  return [...new Set(ids)];
}

/**
 * The request with what the library knows of its own files: `type` and `bytes` as they are, and the words that the
 * request leaves out. An empty text was given, and stays. Files of other newsrooms and hosts are left alone. `base` is
 * the address that this newsroom's files begin with.
 */
export function withLibrary(body: unknown, base: string, items: ReadonlyMap<string, MediaItem>): unknown {
  if (!isObject(body) || mediaOf(body).length === 0) return body;
  return { ...body, media: mediaOf(body).map((entry) => filled(entry, items.get(idIn(entry, base) ?? ''))) };
}

function filled(entry: unknown, item: MediaItem | undefined): unknown {
  if (item === undefined || !isObject(entry)) return entry;
  const { alt, caption, credit, type, bytes } = item;
  const words: JsonObject = {
    ...(Object.keys(alt).length > 0 && { alt }),
    ...(Object.keys(caption).length > 0 && { caption }),
    ...(credit !== null && { credit }),
  };
  return { ...words, ...entry, type, bytes };
}

/** A list that is too long is refused as it is. */
function mediaOf(body: unknown): readonly unknown[] {
  const media = isObject(body) ? body.media : undefined;
  return Array.isArray(media) && media.length <= LIMITS.media ? media : [];
}

function idIn(entry: unknown, base: string): string | undefined {
  const url = isObject(entry) && typeof entry.url === 'string' ? entry.url.trim() : '';
  return url.startsWith(base) ? ID.exec(url.slice(base.length))?.[1] : undefined;
}

/**
 * The ids of files that a release refers to, in its media and in its bodies. By the path alone, for the service may have
 * had another host when it was written: an id too many keeps a file that could go.
 */
export function idsUsed({ media, variants }: Release, newsroomNumber: number): ReadonlySet<string> {
  const address = new RegExp(`/media/${newsroomNumber}/([0-9a-f]{32})(?![0-9a-f])`, 'g');
  const texts = [...media.map(({ url }) => url), ...Object.values(variants).map(({ body }) => body)];
  return new Set(texts.flatMap((text) => [...text.matchAll(address)].map(([, id = '']) => id)));
}
