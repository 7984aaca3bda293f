import * as v from 'valibot';
import { isTooDeep } from '../base/json.ts';
import { LIMITS, utf8Bytes } from '../domain/limits.ts';
import { RELEASE_STATES, RELEASE_TYPES, type Release } from '../domain/release.ts';
import * as field from './fields.ts';
import { keyword, slug } from './release-request.ts';

/** A join merges the lists of two releases, so a release of three languages can have three times the limit. */
const MAX_JOINED = 3;
const MAX_NUMBER = Number.MAX_SAFE_INTEGER;

/** The newsroom number can be any; see `isEntryIdOf`. */
const ENTRY_ID = /^tag:[a-z0-9.-]{1,255},[0-9]{4}-[0-9]{2}-[0-9]{2}:release\/[0-9]{7,15}\/(?:fi|sv|en)$/;

const withdrawal = v.nullable(
  field.object({ at: field.instant, reason: field.localized(LIMITS.explanation) }),
);

const publication = field.object({
  id: v.pipe(v.string('not-a-string'), v.regex(ENTRY_ID)),
  publishedAt: field.instant,
  updatedAt: field.instant,
});

const variant = field.object({
  title: field.requiredText(LIMITS.title),
  lead: field.longText(LIMITS.lead),
  body: v.pipe(
    v.string('not-a-string'),
    v.check((html) => utf8Bytes(html) <= LIMITS.bodyBytes),
  ),
  keywords: field.list(keyword, LIMITS.keywords),
  slug: v.nullable(slug),
  publication: v.nullable(publication),
  withdrawn: withdrawal,
});

/** The source appears in no public document, so its members are not restricted. */
const source = field.object({
  id: v.string('not-a-string'),
  url: v.exactOptional(v.string('not-a-string')),
  type: v.exactOptional(v.string('not-a-string')),
});

const StoredRelease = field.object({
  number: field.integer(1, MAX_NUMBER),
  revision: field.integer(1, MAX_NUMBER),
  state: v.picklist(RELEASE_STATES, 'unknown-state'),
  type: v.picklist(RELEASE_TYPES, 'unknown-type'),
  publishAt: v.nullable(field.instant),
  sourceLanguage: field.language,
  variants: field.perLanguage(variant),
  contacts: field.list(field.contact, MAX_JOINED * LIMITS.contacts),
  media: field.list(field.media, MAX_JOINED * LIMITS.media),
  links: field.list(field.link, MAX_JOINED * LIMITS.links),
  corrections: field.list(
    field.object({ at: field.instant, note: field.localized(LIMITS.explanation) }),
    LIMITS.corrections,
  ),
  withdrawn: withdrawal,
  source: v.nullable(source),
  departed: v.exactOptional(field.perLanguage(field.integer(1, MAX_NUMBER))),
  createdAt: field.instant,
  lastEventAt: v.nullable(field.instant),
});

/** Anybody can have edited the export. The caller must sanitize the bodies. */
export function parseStoredRelease(value: unknown): Release | null {
  if (isTooDeep(value)) return null;
  const parsed = v.safeParse(StoredRelease, value);
  if (!parsed.success) return null;
  const { state, publishAt } = parsed.output;
  const isDated = publishAt !== null || (state !== 'scheduled' && state !== 'published');
  return isDated && utf8Bytes(JSON.stringify(value)) <= LIMITS.recordBytes ? parsed.output : null;
}
