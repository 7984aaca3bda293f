import { isObject, type JsonObject } from '../base/json.ts';
import { LANGUAGES } from '../base/locale/language.ts';
import { LIMITS } from '../domain/limits.ts';
import type { MediaItem } from '../domain/media-file.ts';
import { isPublic, type Release, type Variant } from '../domain/release.ts';

const ID = /^([0-9a-f]{32})(?=$|[/?#])/;

/** Takes the body of a release request. `base` is the URL prefix of the newsroom's files. */
export function referencedIds(body: unknown, base: string): string[] {
  const ids = mediaEntries(body).flatMap((entry) => referencedId(entry, base) ?? []);
  return [...new Set(ids)];
}

/**
 * Sets `type` and `bytes` of the newsroom's own files in a release request, and fills in the texts that the request leaves
 * out. An empty text is kept. Files of other newsrooms and hosts do not change.
 */
export function withLibraryMetadata(
  body: unknown,
  base: string,
  items: ReadonlyMap<string, MediaItem>,
): unknown {
  if (!isObject(body) || mediaEntries(body).length === 0) return body;
  return {
    ...body,
    media: mediaEntries(body).map((entry) => withMetadata(entry, items.get(referencedId(entry, base) ?? ''))),
  };
}

function withMetadata(entry: unknown, item: MediaItem | undefined): unknown {
  if (item === undefined || !isObject(entry)) return entry;
  const { alt, caption, credit, type, bytes } = item;
  const texts: JsonObject = {
    ...(Object.keys(alt).length > 0 && { alt }),
    ...(Object.keys(caption).length > 0 && { caption }),
    ...(credit !== null && { credit }),
  };
  return { ...texts, ...entry, type, bytes };
}

function mediaEntries(body: unknown): readonly unknown[] {
  const media = isObject(body) ? body.media : undefined;
  return Array.isArray(media) && media.length <= LIMITS.media ? media : [];
}

function referencedId(entry: unknown, base: string): string | undefined {
  const url = isObject(entry) && typeof entry.url === 'string' ? entry.url.trim() : '';
  return url.startsWith(base) ? ID.exec(url.slice(base.length))?.[1] : undefined;
}

/** The ids of the files that a release's media, links and bodies refer to. */
export function fileIdsIn(release: Release, newsroomNumber: number): ReadonlySet<string> {
  return idsIn([...release.media, ...release.links], Object.values(release.variants), newsroomNumber);
}

/** The ids of the files that the public variants of a release show. All variants share its media and links. */
export function publicFileIdsIn(release: Release, newsroomNumber: number): ReadonlySet<string> {
  const shown = LANGUAGES.filter((language) => isPublic(release, language));
  const variants = shown.flatMap((language) => release.variants[language] ?? []);
  return idsIn(shown.length === 0 ? [] : [...release.media, ...release.links], variants, newsroomNumber);
}

/**
 * Compares paths only, because the service may have had another host before. A wrong match names a file of the same
 * newsroom, which its own release names: it keeps the file, and shows it with the release.
 */
function idsIn(
  references: readonly { readonly url: string }[],
  variants: readonly Variant[],
  newsroomNumber: number,
): ReadonlySet<string> {
  const filePath = new RegExp(`/media/${newsroomNumber}/([0-9a-f]{32})(?![0-9a-f])`, 'g');
  const texts = [...references.map(({ url }) => url), ...variants.map(({ body }) => body)];
  return new Set(texts.flatMap((text) => [...text.matchAll(filePath)].map(([, id = '']) => id)));
}
