import * as v from 'valibot';
import { isTooDeep } from '../base/json.ts';
import { LIMITS, utf8Bytes } from '../domain/limits.ts';
import { RELEASE_STATES, RELEASE_TYPES, type Release } from '../domain/release.ts';
import * as field from './fields.ts';
import { keyword, slug } from './release-request.ts';

/**
 * A release as the service stores it, from a file that anybody can have edited. What a publisher writes is held to the same
 * rules as in a request, what the service adds to being what it would write.
 */

/** Joining two releases joins their lists: a release of three languages may have three times what one may be given. */
const JOINED = 3;
const HIGHEST = Number.MAX_SAFE_INTEGER;

/** Of whichever newsroom: see `isEntryIdOf`. */
const ENTRY_ID = /^tag:[a-z0-9.-]{1,255},[0-9]{4}-[0-9]{2}-[0-9]{2}:release\/[0-9]{7,15}\/(?:fi|sv|en)$/;

const withdrawal = v.nullable(
  field.fields({ at: field.instant, reason: field.localized(LIMITS.explanation) }),
);

const publication = field.fields({
  id: v.pipe(v.string('not-a-string'), v.regex(ENTRY_ID)),
  publishedAt: field.instant,
  updatedAt: field.instant,
});

const variant = field.fields({
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

/** A source may call itself anything: it is told to publishers and stands in no document. */
const source = field.fields({
  id: v.string('not-a-string'),
  url: v.exactOptional(v.string('not-a-string')),
  type: v.exactOptional(v.string('not-a-string')),
});

const StoredRelease = field.fields({
  number: field.integer(1, HIGHEST),
  revision: field.integer(1, HIGHEST),
  state: v.picklist(RELEASE_STATES, 'unknown-state'),
  type: v.picklist(RELEASE_TYPES, 'unknown-type'),
  publishAt: v.nullable(field.instant),
  sourceLanguage: field.language,
  variants: field.perLanguage(variant),
  contacts: field.list(field.contact, JOINED * LIMITS.contacts),
  media: field.list(field.media, JOINED * LIMITS.media),
  links: field.list(field.link, JOINED * LIMITS.links),
  corrections: field.list(
    field.fields({ at: field.instant, note: field.localized(LIMITS.explanation) }),
    LIMITS.corrections,
  ),
  withdrawn: withdrawal,
  source: v.nullable(source),
  departed: v.exactOptional(field.perLanguage(field.integer(1, HIGHEST))),
  createdAt: field.instant,
  lastEventAt: v.nullable(field.instant),
});

/** Null for what is no release that the service would have stored. Bodies are as they came: not sanitized. */
export function parseStoredRelease(value: unknown): Release | null {
  if (isTooDeep(value)) return null;
  const parsed = v.safeParse(StoredRelease, value);
  if (!parsed.success) return null;
  const { state, publishAt } = parsed.output;
  const isDated = publishAt !== null || (state !== 'scheduled' && state !== 'published');
  return isDated && utf8Bytes(JSON.stringify(value)) <= LIMITS.recordBytes ? parsed.output : null;
}
