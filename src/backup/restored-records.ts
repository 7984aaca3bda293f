import * as v from 'valibot';
import { isTooDeep } from '../base/json.ts';
import type { Instant } from '../base/time/instant.ts';
import { CLOCK_TOLERANCE, LIMITS, utf8Bytes } from '../domain/limits.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import { LAST_NUMBER, type Release } from '../domain/release.ts';
import { SCOPES } from '../domain/scope.ts';
import { entryId } from '../domain/tag-uri.ts';
import { eachVariant } from '../lifecycle/public-event.ts';
import { encodeRelease, isNewsroomRecord } from '../repository/records.ts';
import type { Stored } from '../storage/store.ts';
import * as field from '../validation/fields.ts';
import { parseNewsroom } from '../validation/newsroom-request.ts';
import type { SanitizeBody } from '../validation/sanitize.ts';
import { parseStoredRelease } from '../validation/stored-release.ts';
import { faultOf, type ReleaseFault } from './release-rules.ts';

// An export is a file that somebody may have edited. Only records that the service itself could have written are accepted.

const MAX_COUNTER = 999_999_999;

const schema = v.literal(1);
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const number = field.integer(1, LAST_NUMBER);
/** See `imports/document-source.ts`. */
const site = v.pipe(v.string(), v.maxLength(1_000));
const counter = field.integer(0, MAX_COUNTER);

const RECORD_SCHEMAS = {
  token: field.object({
    schema,
    id: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
    hash,
    createdAt: field.instant,
    label: v.exactOptional(field.requiredText(LIMITS.name)),
    scope: v.exactOptional(v.picklist(SCOPES)),
  }),
  shelf: field.object({ open: counter, archives: counter }),
  placed: field.object({ archive: counter }),
  origin: field.object({
    schema,
    number,
    shared: counter,
    parts: field.perLanguage(
      field.object({ revision: counter, hash: v.string(), updatedAt: v.nullable(field.instant) }),
    ),
    site: v.exactOptional(site),
    isFirst: v.exactOptional(v.boolean()),
  }),
  alias: field.object({ schema, number, site: v.exactOptional(site) }),
  mailed: field.object({
    schema,
    language: v.exactOptional(field.language),
    messageId: v.pipe(v.string(), v.regex(/^[!-~]{1,998}$/)),
    corrections: counter,
    withdrawn: v.boolean(),
  }),
} as const;

/** Families whose records need no other check than their schema. */
export type SchemaFamily = keyof typeof RECORD_SCHEMAS;

export function restoredRecord(family: SchemaFamily, id: string, value: Stored): Stored | null {
  const parsed = v.safeParse(RECORD_SCHEMAS[family], value);
  if (!parsed.success || (family === 'token' && value.id !== id)) return null;
  return { ...parsed.output };
}

export interface ReleaseContext {
  /** The restored newsroom, under the number that it will have. */
  readonly newsroom: Newsroom;
  readonly exportedNumber: number;
  readonly now: Instant;
  /** True for an entry id of another newsroom of this service, which that newsroom may use already. */
  readonly isTaken: (entryId: string) => boolean;
  readonly sanitize: SanitizeBody;
}

/** `id` is the number of a release, or `{number}:{revision}`. Newer rules clean the record: the bodies are sanitized again. */
export function restoredRelease(
  context: ReleaseContext,
  id: string,
  { schema, release }: Stored,
): Result<Stored, ReleaseFault | 'export-record'> {
  const parsed = schema === 1 ? parseStoredRelease(release) : null;
  const [numberInId, revisionInId] = id.split(':').map(Number);
  if (parsed === null || parsed.number !== numberInId || parsed.number > LAST_NUMBER)
    return fault('export-record');
  if (parsed.revision !== (revisionInId ?? parsed.revision)) return fault('export-record');
  const cleaned = cleanedRelease(parsed, context);
  if (cleaned === null) return fault('export-record');
  const isCurrent = revisionInId === undefined;
  const found = faultOf(cleaned, { newsroom: context.newsroom, now: context.now, isCurrent });
  if (found !== null) return fault(found);
  const record = encodeRelease(cleaned);
  return utf8Bytes(JSON.stringify(record)) > LIMITS.recordBytes
    ? fault('export-record')
    : { ok: true, value: record };
}

/** Null when a body is too long after sanitizing. */
function cleanedRelease(
  release: Release,
  { newsroom, exportedNumber, isTaken, sanitize }: ReleaseContext,
): Release | null {
  const { number } = newsroom;
  let isWithinLimits = true;
  const files = new RegExp(`/media/${exportedNumber}/(?=[0-9a-f]{32}(?![0-9a-f]))`, 'g');
  const withNumber = (text: string) =>
    exportedNumber === number ? text : text.replace(files, `/media/${number}/`);
  const variants = eachVariant(release.variants, (variant, language) => {
    const sanitized = sanitize(variant.body, newsroom.website);
    if (sanitized === null) isWithinLimits = false;
    const body = withNumber(sanitized ?? '');
    const { publication } = variant;
    if (publication === null || !isTaken(publication.id)) return { ...variant, body };
    const id = entryId(newsroom, release.number, language);
    return { ...variant, body, publication: { ...publication, id } };
  });
  const media = release.media.map((reference) => ({ ...reference, url: withNumber(reference.url) }));
  return isWithinLimits ? { ...release, media, variants } : null;
}

type Result<T, F> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: F };

function fault<F>(code: F): { readonly ok: false; readonly fault: F } {
  return { ok: false, fault: code };
}

/** Members of a newsroom that a profile request cannot change. */
const NON_PROFILE_FIELDS = v.object({
  number: field.integer(1, MAX_COUNTER),
  createdAt: field.instant,
  authority: v.pipe(v.string(), v.regex(/^[a-z0-9.-]{1,255}$/)),
  /** Only shown, so that a larger one is as good as the largest: the next change of the profile must restore too. */
  revision: v.pipe(
    field.integer(0, Number.MAX_SAFE_INTEGER),
    v.transform((revision) => Math.min(revision, MAX_COUNTER)),
  ),
  lastNumber: field.integer(0, LAST_NUMBER),
});

/** `slug` replaces that of the export; null keeps the export's. */
export function restoredNewsroom(
  value: Stored,
  slug: string | null,
  now: Instant,
): { newsroom: Newsroom; lastNumber: number } | null {
  if (isTooDeep(value) || !isNewsroomRecord(value)) return null;
  const { number, revision, createdAt, authority, ...profile } = value.newsroom;
  const parsed = parseNewsroom(slug === null ? profile : { ...profile, slug });
  if (createdAt > now + CLOCK_TOLERANCE) return null;
  const fields = { number, revision, createdAt, authority, lastNumber: value.lastNumber };
  const checked = v.safeParse(NON_PROFILE_FIELDS, fields);
  if (!parsed.ok || !checked.success) return null;
  const { lastNumber, ...rest } = checked.output;
  return { newsroom: { ...parsed.value, ...rest }, lastNumber };
}
