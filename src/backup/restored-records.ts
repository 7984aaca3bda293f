import * as v from 'valibot';
import { isTooDeep } from '../base/json.ts';
import { LIMITS } from '../domain/limits.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import { LAST_NUMBER } from '../domain/release.ts';
import { SCOPES } from '../domain/scope.ts';
import { eachVariant } from '../lifecycle/public-event.ts';
import { encodeRelease, isNewsroomRecord } from '../repository/records.ts';
import type { Stored } from '../storage/store.ts';
import * as field from '../validation/fields.ts';
import { parseNewsroom } from '../validation/newsroom-request.ts';
import { sanitizeBody } from '../validation/sanitize.ts';
import { parseStoredRelease } from '../validation/stored-release.ts';

// An export is a file that somebody may have edited. Only records that the service itself could have written are accepted.

const MAX_COUNTER = 999_999_999;

const schema = v.literal(1);
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const number = field.integer(1, LAST_NUMBER);
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
  }),
  alias: field.object({ schema, number }),
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

export function restoredRecord(family: SchemaFamily, value: Stored): Stored | null {
  const parsed = v.safeParse(RECORD_SCHEMAS[family], value);
  return parsed.success ? { ...parsed.output } : null;
}

/** `id` is the number of a release, or `{number}:{revision}`. The bodies are sanitized again. */
export function restoredRelease(newsroom: Newsroom, id: string, { schema, release }: Stored): Stored | null {
  const parsed = schema === 1 ? parseStoredRelease(release) : null;
  const [numberInId, revision = parsed?.revision] = id.split(':').map(Number);
  if (parsed === null || parsed.number !== numberInId || parsed.number > LAST_NUMBER) return null;
  if (parsed.revision !== revision) return null;
  let isWithinLimits = true;
  const variants = eachVariant(parsed.variants, (variant) => {
    const body = sanitizeBody(variant.body, newsroom.website);
    if (body === null) isWithinLimits = false;
    return { ...variant, body: body ?? '' };
  });
  return isWithinLimits ? encodeRelease({ ...parsed, variants }) : null;
}

/** Members of a newsroom that a profile request cannot change. */
const NON_PROFILE_FIELDS = v.object({
  number: field.integer(1, MAX_COUNTER),
  createdAt: field.instant,
  authority: v.pipe(v.string(), v.regex(/^[a-z0-9.-]{1,255}$/)),
  revision: field.integer(0, Number.MAX_SAFE_INTEGER),
  lastNumber: field.integer(0, LAST_NUMBER),
});

export function restoredNewsroom(value: Stored): { newsroom: Newsroom; lastNumber: number } | null {
  if (isTooDeep(value) || !isNewsroomRecord(value)) return null;
  const { number, revision, createdAt, authority, ...profile } = value.newsroom;
  const parsed = parseNewsroom(profile);
  const fields = { number, revision, createdAt, authority, lastNumber: value.lastNumber };
  const checked = v.safeParse(NON_PROFILE_FIELDS, fields);
  if (!parsed.ok || !checked.success) return null;
  const { lastNumber, ...rest } = checked.output;
  return { newsroom: { ...parsed.value, ...rest }, lastNumber };
}
