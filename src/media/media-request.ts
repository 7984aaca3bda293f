import * as v from 'valibot';
import { isObject, isSameJson } from '../base/json.ts';
import { ok, type Result } from '../base/problem.ts';
import type { Instant } from '../base/time/instant.ts';
import { CLOCK_TOLERANCE, LIMITS } from '../domain/limits.ts';
import { MEDIA_VISIBILITIES, type MediaItem, type MediaVisibility } from '../domain/media-file.ts';
import { invalidFields } from '../validation/field-errors.ts';
import * as field from '../validation/fields.ts';
import { mergePatch } from '../validation/merge-patch.ts';
import { parseInput } from '../validation/parse.ts';
import { readOnlyErrors, withoutFields } from '../validation/read-only.ts';
import { fileNameOf } from './file-name.ts';
import { MEDIA_LIMITS } from './limits.ts';
import type { MediaRepresentation } from './representation.ts';
import { type MediaType, mediaTypeOf } from './types.ts';

const line = v.pipe(
  v.nullable(field.text(LIMITS.name)),
  v.transform((text) => (text === '' ? null : text)),
);

const visibility = v.picklist(MEDIA_VISIBILITIES, 'unknown-choice');

const fileName = field.requiredText(MEDIA_LIMITS.fileNameCharacters);

/** Metadata of an upload. Members that are left out do not change. */
export const MediaBody = field.object({
  alt: v.exactOptional(field.localized(LIMITS.alt, field.sentences)),
  caption: v.exactOptional(field.localized(LIMITS.caption, field.sentences)),
  credit: v.exactOptional(line),
  licence: v.exactOptional(line),
  fileName: v.exactOptional(fileName),
  visibility: v.exactOptional(visibility),
});

const PatchedMedia = field.object({
  alt: v.optional(field.localized(LIMITS.alt, field.sentences), {}),
  caption: v.optional(field.localized(LIMITS.caption, field.sentences), {}),
  credit: v.optional(line, null),
  licence: v.optional(line, null),
  fileName,
  visibility: v.optional(visibility, 'private'),
});

/** The properties that follow from the bytes. */
export type MediaFile = Pick<MediaItem, 'id' | 'kind' | 'type' | 'bytes' | 'width' | 'height'>;

/** `fileName` and `visibility` in the metadata take precedence. */
export function createMedia(
  file: MediaFile,
  name: string,
  metadata: unknown,
  now: Instant,
  visibility: MediaVisibility | null = 'private',
): Result<MediaItem> {
  const withoutMetadata: MediaItem = {
    ...file,
    fileName: fileNameOf(name, typeOf(file)),
    alt: {},
    caption: {},
    credit: null,
    licence: null,
    revision: 0,
    createdAt: now,
    visibility,
  };
  const created = updateMetadata(withoutMetadata, metadata);
  return created.ok ? ok({ ...created.value, revision: 1 }) : created;
}

export function updateMetadata(item: MediaItem, metadata: unknown): Result<MediaItem> {
  const { value, errors } = parseInput(MediaBody, metadata);
  return value === undefined || errors.length > 0 ? invalidFields(errors) : ok(withMetadata(item, value));
}

const READ_ONLY = ['id', 'kind', 'type', 'bytes', 'width', 'height', 'revision', 'url', 'createdAt'] as const;

/** Applies a merge patch to the representation. Problems: `malformed` when it is nested too deep, `invalid`. */
export function patchMedia(item: MediaItem, current: MediaRepresentation, patch: unknown): Result<MediaItem> {
  const merged = mergePatch(current, patch);
  if (!merged.ok) return merged;
  const rest = isObject(merged.value) ? withoutFields(merged.value, READ_ONLY) : merged.value;
  const { value, errors } = parseInput(PatchedMedia, rest);
  const all = [...errors, ...readOnlyErrors(current, merged.value, READ_ONLY)];
  return value === undefined || all.length > 0 ? invalidFields(all) : ok(withMetadata(item, value));
}

/**
 * Reads a file's record from an export. Exports can be edited, so properties of the bytes come from `file`. A record from
 * before files had a visibility stays without one. Null for an invalid record, also for one that was made after `now`.
 */
export function restoredMedia(file: MediaFile, value: unknown, now: Instant): MediaItem | null {
  if (!isObject(value)) return null;
  const { revision, createdAt } = value;
  if (!isPositiveInteger(revision)) return null;
  if (!isPositiveInteger(createdAt) || createdAt > now + CLOCK_TOLERANCE) return null;
  const metadata = withoutFields(value, READ_ONLY);
  const created = createMedia(file, '', metadata, createdAt, null);
  return created.ok ? { ...created.value, revision: Math.min(revision, MEDIA_LIMITS.revision) } : null;
}

function isPositiveInteger(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

function withMetadata(item: MediaItem, metadata: v.InferOutput<typeof MediaBody>): MediaItem {
  const fileName =
    metadata.fileName === undefined ? item.fileName : fileNameOf(metadata.fileName, typeOf(item));
  const after = { ...item, ...metadata, fileName };
  return isSameJson(item, after) ? item : { ...after, revision: item.revision + 1 };
}

/** @throws TypeError for a type that the library does not accept. */
function typeOf({ type }: Pick<MediaItem, 'type'>): MediaType {
  const known = mediaTypeOf(type);
  if (known === undefined) throw new TypeError('no type of the library');
  return known;
}
