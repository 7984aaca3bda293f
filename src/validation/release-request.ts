import * as v from 'valibot';
import { own } from '../base/json.ts';
import { isLanguage, type Language, languagesOf } from '../base/locale/language.ts';
import type { FieldError } from '../base/problem.ts';
import { parseTime } from '../base/time/helsinki.ts';
import { type Instant, toSecond } from '../base/time/instant.ts';
import { LIMITS, utf8Bytes } from '../domain/limits.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import {
  type Contact,
  type Link,
  type MediaReference,
  RELEASE_TYPES,
  type ReleaseType,
} from '../domain/release.ts';
import { canonicalKeyword, isDots, withoutRepeats } from '../domain/text.ts';
import { limited, pointer } from './field-errors.ts';
import * as field from './fields.ts';
import { type Reading, read } from './parse.ts';
import { sanitizeBody } from './sanitize.ts';

/** A release as its publisher wrote it, complete and clean; what the service adds is not in it. */
export interface ReleaseRequest {
  readonly type: ReleaseType;
  readonly sourceLanguage: Language;
  readonly variants: { readonly [L in Language]?: VariantRequest };
  readonly contacts: readonly Contact[];
  readonly media: readonly MediaReference[];
  readonly links: readonly Link[];
}

export interface VariantRequest {
  readonly title: string;
  readonly lead: string;
  readonly body: string;
  readonly keywords: readonly string[];
  /** Null: one is made from the title. */
  readonly slug: string | null;
}

/** The states that a release can be created in. */
export const FIRST_STATES = ['draft', 'scheduled', 'published'] as const;
export type FirstState = (typeof FIRST_STATES)[number];

export const keyword = v.pipe(
  field.requiredText(LIMITS.keyword),
  v.normalize('NFC'),
  v.check((text) => !isDots(canonicalKeyword(text)), 'keyword-dots'),
);

/** Letters in lower case, digits and inner hyphens. */
export const slug = v.pipe(
  v.string('not-a-string'),
  v.maxLength(LIMITS.variantSlug, limited('too-long', LIMITS.variantSlug)),
  v.regex(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/, 'malformed-slug'),
);

const body = v.pipe(
  v.string('not-a-string'),
  v.metadata({ description: `HTML, at most ${LIMITS.bodyBytes} bytes; sanitized` }),
  v.check((html) => utf8Bytes(html) <= LIMITS.bodyBytes, limited('html-too-large', LIMITS.bodyBytes)),
);

const variant = field.fields({
  title: field.requiredText(LIMITS.title),
  lead: v.optional(field.longText(LIMITS.lead), ''),
  body: v.optional(body, ''),
  keywords: v.optional(v.pipe(field.list(keyword, LIMITS.keywords), v.transform(withoutRepeats)), []),
  slug: v.optional(v.nullable(slug), null),
});

const content = {
  type: v.optional(v.picklist(RELEASE_TYPES, 'unknown-type'), 'release'),
  sourceLanguage: v.exactOptional(field.language),
  variants: v.pipe(
    field.perLanguage(variant),
    v.check((variants) => languagesOf(variants).length > 0, limited('too-few', 1)),
  ),
  contacts: v.optional(field.list(field.contact, LIMITS.contacts), []),
  media: v.optional(field.list(field.media, LIMITS.media), []),
  links: v.optional(field.list(field.link, LIMITS.links), []),
};

/** RFC 3339, or Helsinki wall time; read by `readTime`, which knows the choices for a time that does not exist. */
const time = v.pipe(
  v.string('not-a-string'),
  v.metadata({ examples: ['2025-11-12T23:08:27+02:00', '2025-11-12T23:08'] }),
);

/** `POST …/releases`. */
export const CreateBody = field.fields({
  state: v.optional(v.picklist(FIRST_STATES, 'unknown-state'), 'draft'),
  publishAt: v.optional(v.nullable(time), null),
  ...content,
});

/** A merged PATCH, once everything read-only and the state have been taken out. */
export const EditBody = field.fields({ publishAt: v.optional(v.nullable(time), null), ...content });

/** `POST …/publish` and `…/unschedule`, which need no words. */
export const SilentBody = field.fields({});

/** `POST …/schedule`. */
export const ScheduleBody = field.fields({ publishAt: time });

/** `POST …/correct`; `variants` is a merge patch, so what it holds is judged once it is merged. */
export const CorrectBody = field.fields({
  note: field.requiredLocalized(LIMITS.explanation),
  variants: v.exactOptional(v.unknown()),
});

/** `POST …/withdraw`; without `languages` every language is withdrawn. */
export const WithdrawBody = field.fields({
  reason: field.requiredLocalized(LIMITS.explanation),
  languages: v.exactOptional(
    v.pipe(field.list(field.language, LIMITS.links), v.minLength(1, limited('too-few', 1))),
  ),
});

/** The `publishAt` of a body, in whole seconds; null where there is none. Not a string is the schema's to refuse. */
export function readTime(input: unknown): Reading<Instant | null> {
  const given = own(input, 'publishAt');
  if (given === undefined || given === null) return { value: null, errors: [] };
  if (typeof given !== 'string') return { value: undefined, errors: [] };
  const time = parseTime(given.trim());
  if (time.ok) return { value: toSecond(time.instant), errors: [] };
  const error = { pointer: '/publishAt', code: time.code };
  return {
    value: undefined,
    errors: [time.choices === undefined ? error : { ...error, choices: time.choices }],
  };
}

/** What is already there when a release is edited; nothing for a new one. */
export interface Present {
  /** Variants that stay as they are and are not in the request: withdrawn ones. */
  readonly kept: readonly Language[];
  /** Languages the release already has, which the newsroom may have given up since. */
  readonly languages: readonly Language[];
  /** Bodies that were sanitized before and need no second reading. */
  readonly bodies: ReadonlySet<string>;
}

export const NOTHING: Present = { kept: [], languages: [], bodies: new Set() };

/**
 * The content of a create or edit body, with bodies sanitized. `state` and `publishAt` depend on the change at hand and
 * are the caller's to judge.
 */
export function readContent(
  schema: typeof CreateBody | typeof EditBody,
  input: unknown,
  newsroom: Newsroom,
  present: Present,
): Reading<ReleaseRequest> {
  const { value, errors } = read(schema, input);
  const given = Object.keys(Object(own(input, 'variants'))).filter(isLanguage);
  const languages = [...given, ...present.kept];
  const more = [
    ...foreignLanguages(given, newsroom, present.languages),
    ...sourceErrors(own(input, 'sourceLanguage'), languages),
  ];
  if (value === undefined || errors.length + more.length > 0)
    return { value: undefined, errors: [...errors, ...more] };

  const variants: { [L in Language]?: VariantRequest } = {};
  const tooLarge: FieldError[] = [];
  for (const language of languagesOf(value.variants)) {
    const written = value.variants[language];
    if (written === undefined) continue;
    const known = present.bodies.has(written.body);
    const body = known ? written.body : sanitizeBody(written.body, newsroom.website);
    // Addresses grow when they become absolute, and `&` when it is escaped.
    if (utf8Bytes(body) > LIMITS.bodyBytes) {
      const at = pointer('variants', language, 'body');
      tooLarge.push({ pointer: at, code: 'html-too-large', params: { max: LIMITS.bodyBytes } });
    }
    variants[language] = { ...written, body };
  }
  if (tooLarge.length > 0) return { value: undefined, errors: tooLarge };
  const { type, contacts, media, links } = value;
  const sourceLanguage = value.sourceLanguage ?? firstLanguage(languages, newsroom);
  return { value: { type, sourceLanguage, variants, contacts, media, links }, errors: [] };
}

/** The newsroom's default language where the release has it, else the first variant's, in the order given. */
function firstLanguage(languages: readonly Language[], newsroom: Newsroom): Language {
  return languages.includes(newsroom.defaultLanguage)
    ? newsroom.defaultLanguage
    : (languages[0] ?? newsroom.defaultLanguage);
}

/** Variants in languages that the newsroom does not have. */
export function foreignLanguages(
  languages: readonly Language[],
  newsroom: Newsroom,
  tolerated: readonly Language[] = [],
): FieldError[] {
  return languages
    .filter((language) => !newsroom.languages.includes(language) && !tolerated.includes(language))
    .map((language) => ({ pointer: pointer('variants', language), code: 'language-not-in-newsroom' }));
}

function sourceErrors(given: unknown, languages: readonly Language[]): FieldError[] {
  if (!isLanguage(given) || languages.length === 0 || languages.includes(given)) return [];
  return [{ pointer: '/sourceLanguage', code: 'not-in-variants' }];
}
