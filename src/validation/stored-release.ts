import * as v from 'valibot';
import { isTooDeep } from '../base/json.ts';
import { withoutBidiControls } from '../domain/bidi.ts';
import { characterCount, LIMITS, utf8Bytes } from '../domain/limits.ts';
import { RELEASE_STATES, RELEASE_TYPES, type Release } from '../domain/release.ts';
import { canonicalKeyword, distinctKeywords, isDotSegment, toOneLine } from '../domain/text.ts';
import * as field from './fields.ts';
import { slug } from './release-request.ts';

/** Joins and splits can lengthen a list again and again, until the record is too large. No record has more elements. */
const MAX_JOINED = LIMITS.recordBytes / 10;
/** NFC can make three characters of one (UAX 15), and a keyword is counted before it. */
const NORMALIZED = 3;
const MAX_NUMBER = 999_999_999;

/** The newsroom number can be any; see `isEntryIdOf`. */
const ENTRY_ID = /^tag:[a-z0-9.-]{1,255},[0-9]{4}-[0-9]{2}-[0-9]{2}:release\/[0-9]{7,15}\/(?:fi|sv|en)$/;

const withdrawal = v.nullable(
  field.object({ at: field.instant, reason: field.localized(LIMITS.explanation, field.sentences) }),
);

const publication = field.object({
  id: v.pipe(v.string('not-a-string'), v.regex(ENTRY_ID)),
  publishedAt: field.instant,
  updatedAt: field.instant,
});

const keyword = v.pipe(
  field.requiredText(NORMALIZED * LIMITS.keyword),
  v.normalize('NFC'),
  v.check((text) => !isDotSegment(canonicalKeyword(text))),
);

/** Stays as it is where cleaning would leave nothing, because rules that are newer than an export must not refuse it. */
function onlyControls(max: number) {
  return v.pipe(
    v.string('not-a-string'),
    v.transform(toOneLine),
    v.check((text) => withoutBidiControls(text) !== text && characterCount(text) <= max),
  );
}

const variant = field.object({
  title: v.union([field.requiredText(LIMITS.title), onlyControls(LIMITS.title)]),
  lead: field.longText(LIMITS.lead),
  body: v.pipe(
    v.string('not-a-string'),
    v.check((html) => utf8Bytes(html) <= LIMITS.bodyBytes),
  ),
  keywords: v.pipe(
    field.list(v.union([keyword, onlyControls(NORMALIZED * LIMITS.keyword)]), LIMITS.keywords),
    v.transform(distinctKeywords),
  ),
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
  contacts: field.list(field.contact, MAX_JOINED),
  media: field.list(field.media, MAX_JOINED),
  links: field.list(field.link, MAX_JOINED),
  corrections: field.list(
    field.object({ at: field.instant, note: field.localized(LIMITS.explanation, field.sentences) }),
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
  return utf8Bytes(JSON.stringify(parsed.output)) <= LIMITS.recordBytes ? parsed.output : null;
}
