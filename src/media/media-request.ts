import * as v from 'valibot';
import { isObject, sameJson } from '../base/json.ts';
import { ok, type Result } from '../base/problem.ts';
import type { Instant } from '../base/time/instant.ts';
import { LIMITS } from '../domain/limits.ts';
import type { MediaItem } from '../domain/media-file.ts';
import { refused } from '../validation/field-errors.ts';
import * as field from '../validation/fields.ts';
import { mergePatch } from '../validation/merge-patch.ts';
import { read } from '../validation/parse.ts';
import { readOnlyErrors, without } from '../validation/read-only.ts';
import { fileNameOf } from './file-name.ts';
import { MEDIA_LIMITS } from './limits.ts';
import type { MediaRepresentation } from './representation.ts';
import { type MediaType, mediaTypeOf } from './types.ts';

/** One line, where an empty one says as much as none. */
const line = v.pipe(
  v.nullable(field.text(LIMITS.name)),
  v.transform((text) => (text === '' ? null : text)),
);

const fileName = field.requiredText(MEDIA_LIMITS.fileName);

/** The words that come with a file; what is not said is not changed. */
export const MediaBody = field.fields({
  alt: v.exactOptional(field.localized(LIMITS.alt)),
  caption: v.exactOptional(field.localized(LIMITS.caption)),
  credit: v.exactOptional(line),
  licence: v.exactOptional(line),
  fileName: v.exactOptional(fileName),
});

/** A merged representation without what is read-only. */
const PatchedMedia = field.fields({
  alt: v.optional(field.localized(LIMITS.alt), {}),
  caption: v.optional(field.localized(LIMITS.caption), {}),
  credit: v.optional(line, null),
  licence: v.optional(line, null),
  fileName,
});

/** What the bytes are, whatever is said of them. */
export type MediaFile = Pick<MediaItem, 'id' | 'kind' | 'type' | 'bytes' | 'width' | 'height'>;

/** A new file of the library. `name` is what its sender calls it; a name among the words goes before. */
export function createMedia(file: MediaFile, name: string, words: unknown, now: Instant): Result<MediaItem> {
  const bare: MediaItem = {
    ...file,
    fileName: fileNameOf(name, typeOf(file)),
    alt: {},
    caption: {},
    credit: null,
    licence: null,
    revision: 0,
    createdAt: now,
  };
  const said = reword(bare, words);
  return said.ok ? ok({ ...said.value, revision: 1 }) : said;
}

/** The file with new words; one revision further when they differ. */
export function reword(item: MediaItem, words: unknown): Result<MediaItem> {
  const { value, errors } = read(MediaBody, words);
  return value === undefined || errors.length > 0 ? refused(errors) : ok(changed(item, value));
}

const READ_ONLY = ['id', 'kind', 'type', 'bytes', 'width', 'height', 'revision', 'url', 'createdAt'] as const;

/** `PATCH …/media/{id}`: a merge patch over the representation. `malformed` when it nests too deep, or `invalid`. */
export function patchMedia(item: MediaItem, present: MediaRepresentation, patch: unknown): Result<MediaItem> {
  const merged = mergePatch(present, patch);
  if (!merged.ok) return merged;
  const rest = isObject(merged.value) ? without(merged.value, READ_ONLY) : merged.value;
  const { value, errors } = read(PatchedMedia, rest);
  const all = [...errors, ...readOnlyErrors(present, merged.value, READ_ONLY)];
  return value === undefined || all.length > 0 ? refused(all) : ok(changed(item, value));
}

/**
 * A file's record from an export, which is a file that can be edited: what the bytes are is not its to say. Null for what
 * no library could have written.
 */
export function restoredMedia(file: MediaFile, value: unknown): MediaItem | null {
  if (!isObject(value)) return null;
  const { revision, createdAt } = value;
  if (!isCount(revision) || !isCount(createdAt)) return null;
  const words = without(value, READ_ONLY);
  const created = createMedia(file, '', words, createdAt);
  return created.ok ? { ...created.value, revision } : null;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

function changed(item: MediaItem, words: v.InferOutput<typeof MediaBody>): MediaItem {
  const fileName = words.fileName === undefined ? item.fileName : fileNameOf(words.fileName, typeOf(item));
  const after = { ...item, ...words, fileName };
  return sameJson(item, after) ? item : { ...after, revision: item.revision + 1 };
}

/** @throws when a record has a type that no library took. */
function typeOf({ type }: Pick<MediaItem, 'type'>): MediaType {
  const known = mediaTypeOf(type);
  if (known === undefined) throw new TypeError('no type of the library');
  return known;
}
