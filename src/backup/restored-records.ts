import * as v from 'valibot';
import { isTooDeep } from '../base/json.ts';
import { languagesOf } from '../base/locale/language.ts';
import { LIMITS, utf8Bytes } from '../domain/limits.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import { LAST_NUMBER } from '../domain/release.ts';
import { eachVariant } from '../lifecycle/public-event.ts';
import { encodeRelease, isNewsroomRecord } from '../repository/records.ts';
import type { Stored } from '../storage/store.ts';
import * as field from '../validation/fields.ts';
import { parseNewsroom } from '../validation/newsroom-request.ts';
import { sanitizeBody } from '../validation/sanitize.ts';
import { parseStoredRelease } from '../validation/stored-release.ts';

/**
 * Records out of an export. It is a file, and a file can be edited: what comes in is what the service itself would have
 * written, or null. All pure.
 */

/** Newsroom numbers, and what only counts up. */
const HIGHEST = 999_999_999;

const schema = v.literal(1);
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const number = field.integer(1, LAST_NUMBER);
const counter = field.integer(0, HIGHEST);

const RECORDS = {
  token: field.fields({
    schema,
    id: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
    hash,
    createdAt: field.instant,
  }),
  shelf: field.fields({ open: counter, archives: counter }),
  placed: field.fields({ archive: counter }),
  origin: field.fields({
    schema,
    number,
    shared: counter,
    parts: field.perLanguage(
      field.fields({ revision: counter, hash: v.string(), updatedAt: v.nullable(field.instant) }),
    ),
  }),
  alias: field.fields({ schema, number }),
  mailed: field.fields({
    schema,
    language: v.exactOptional(field.language),
    messageId: v.pipe(v.string(), v.regex(/^[!-~]{1,998}$/)),
    corrections: counter,
    withdrawn: v.boolean(),
  }),
} as const;

/** Families whose records are checked by their form alone. */
export type PlainFamily = keyof typeof RECORDS;

export function restoredRecord(family: PlainFamily, value: Stored): Stored | null {
  const parsed = v.safeParse(RECORDS[family], value);
  return parsed.success ? { ...parsed.output } : null;
}

/** A release or one of its revisions; `id` is its number, and its revision. Bodies are sanitized again. */
export function restoredRelease(newsroom: Newsroom, id: string, { schema, release }: Stored): Stored | null {
  const parsed = schema === 1 ? parseStoredRelease(release) : null;
  const [wanted, revision = parsed?.revision] = id.split(':').map(Number);
  if (parsed === null || parsed.number !== wanted || parsed.number > LAST_NUMBER) return null;
  if (parsed.revision !== revision) return null;
  const variants = eachVariant(parsed.variants, (variant) => ({
    ...variant,
    body: sanitizeBody(variant.body, newsroom.website),
  }));
  const isWithin = languagesOf(variants).every(
    (language) => utf8Bytes(variants[language]?.body ?? '') <= LIMITS.bodyBytes,
  );
  return isWithin ? encodeRelease({ ...parsed, variants }) : null;
}

/** What of a newsroom is fixed for ever, or counts up. */
const Fixed = v.object({
  number: field.integer(1, HIGHEST),
  createdAt: field.instant,
  authority: v.pipe(v.string(), v.regex(/^[a-z0-9.-]{1,255}$/)),
  revision: field.integer(0, Number.MAX_SAFE_INTEGER),
  lastNumber: field.integer(0, LAST_NUMBER),
});

/** The profile is validated as any other; what is fixed comes from the export. */
export function restoredNewsroom(value: Stored): { newsroom: Newsroom; lastNumber: number } | null {
  if (isTooDeep(value) || !isNewsroomRecord(value)) return null;
  const { number, revision, createdAt, authority, ...profile } = value.newsroom;
  const parsed = parseNewsroom(profile);
  const fixed = v.safeParse(Fixed, { number, revision, createdAt, authority, lastNumber: value.lastNumber });
  if (!parsed.ok || !fixed.success) return null;
  const { lastNumber, ...founding } = fixed.output;
  return { newsroom: { ...parsed.value, ...founding }, lastNumber };
}
