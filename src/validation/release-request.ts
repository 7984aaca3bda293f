import * as v from 'valibot';
import { ownField } from '../base/json.ts';
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
import { canonicalKeyword, distinctKeywords, isDotSegment } from '../domain/text.ts';
import { codeWithLimit, jsonPointer } from './field-errors.ts';
import * as field from './fields.ts';
import { type ParseResult, parseInput } from './parse.ts';
import type { SanitizeBody } from './sanitize.ts';

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
  readonly slug: string | null;
}

export const INITIAL_STATES = ['draft', 'scheduled', 'published'] as const;
export type InitialState = (typeof INITIAL_STATES)[number];

export const keyword = v.pipe(
  field.requiredText(LIMITS.keyword),
  v.normalize('NFC'),
  v.check((text) => !isDotSegment(canonicalKeyword(text)), 'keyword-dots'),
);

export const slug = v.pipe(
  v.string('not-a-string'),
  v.maxLength(LIMITS.variantSlug, codeWithLimit('too-long', LIMITS.variantSlug)),
  v.regex(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/, 'malformed-slug'),
);

const body = v.pipe(
  v.string('not-a-string'),
  v.metadata({ description: `HTML, at most ${LIMITS.bodyBytes} bytes; sanitized` }),
  v.check((html) => utf8Bytes(html) <= LIMITS.bodyBytes, codeWithLimit('html-too-large', LIMITS.bodyBytes)),
);

const variant = field.object({
  title: field.requiredText(LIMITS.title),
  lead: v.optional(field.longText(LIMITS.lead), ''),
  body: v.optional(body, ''),
  keywords: v.optional(v.pipe(field.list(keyword, LIMITS.keywords), v.transform(distinctKeywords)), []),
  slug: v.optional(v.nullable(slug), null),
});

const content = {
  type: v.optional(v.picklist(RELEASE_TYPES, 'unknown-type'), 'release'),
  sourceLanguage: v.exactOptional(field.language),
  variants: v.pipe(
    field.perLanguage(variant),
    v.check((variants) => languagesOf(variants).length > 0, codeWithLimit('too-few', 1)),
  ),
  contacts: v.optional(field.list(field.contact, LIMITS.contacts), []),
  media: v.optional(field.list(field.media, LIMITS.media), []),
  links: v.optional(field.list(field.link, LIMITS.links), []),
};

const time = v.pipe(
  v.string('not-a-string'),
  v.metadata({ examples: ['2025-11-12T23:08:27+02:00', '2025-11-12T23:08'] }),
);

export const CreateBody = field.object({
  state: v.optional(v.picklist(INITIAL_STATES, 'unknown-state'), 'draft'),
  publishAt: v.optional(v.nullable(time), null),
  ...content,
});

/** A merged PATCH without the read-only members and the state. */
export const EditBody = field.object({ publishAt: v.optional(v.nullable(time), null), ...content });

/** `POST …/publish` and `…/unschedule`. */
export const EmptyBody = field.object({});

export const ScheduleBody = field.object({ publishAt: time });

/** `POST …/correct`; `variants` is a merge patch, which is validated after merging. */
export const CorrectBody = field.object({
  note: field.requiredLocalized(LIMITS.explanation, field.sentences),
  variants: v.exactOptional(v.unknown()),
});

/** `POST …/withdraw`; without `languages` every language is withdrawn. */
export const WithdrawBody = field.object({
  reason: field.requiredLocalized(LIMITS.explanation, field.sentences),
  languages: v.exactOptional(
    v.pipe(field.list(field.language, LIMITS.links), v.minLength(1, codeWithLimit('too-few', 1))),
  ),
});

/** Returns whole seconds, null without `publishAt`. The schema reports a value that is not a string. */
export function parsePublishAt(input: unknown): ParseResult<Instant | null> {
  const given = ownField(input, 'publishAt');
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

export interface ExistingContent {
  /** Languages whose variants stay unchanged and are not in the request, because they are withdrawn. */
  readonly keptLanguages: readonly Language[];
  readonly languages: readonly Language[];
  readonly sanitizedBodies: ReadonlySet<string>;
}

export const NO_EXISTING_CONTENT: ExistingContent = {
  keptLanguages: [],
  languages: [],
  sanitizedBodies: new Set(),
};

/** Sanitizes the bodies. The caller validates `state` and `publishAt`, which depend on the change. */
export function parseContent(
  schema: typeof CreateBody | typeof EditBody,
  input: unknown,
  { newsroom, sanitize }: { readonly newsroom: Newsroom; readonly sanitize: SanitizeBody },
  existing: ExistingContent,
): ParseResult<ReleaseRequest> {
  const { value, errors } = parseInput(schema, input);
  const given = Object.keys(Object(ownField(input, 'variants'))).filter(isLanguage);
  const languages = [...given, ...existing.keptLanguages];
  const languageErrors = [
    ...unsupportedLanguageErrors(given, newsroom, existing.languages),
    ...sourceLanguageErrors(ownField(input, 'sourceLanguage'), languages),
  ];
  if (value === undefined || errors.length + languageErrors.length > 0)
    return { value: undefined, errors: [...errors, ...languageErrors] };

  const variants: { [L in Language]?: VariantRequest } = {};
  const tooLarge: FieldError[] = [];
  for (const language of languagesOf(value.variants)) {
    const variant = value.variants[language];
    if (variant === undefined) continue;
    const isSanitized = existing.sanitizedBodies.has(variant.body);
    const body = isSanitized ? variant.body : sanitize(variant.body, newsroom.website);
    if (body === null) {
      const at = jsonPointer('variants', language, 'body');
      tooLarge.push({ pointer: at, code: 'html-too-large', params: { max: LIMITS.bodyBytes } });
    } else {
      variants[language] = { ...variant, body };
    }
  }
  if (tooLarge.length > 0) return { value: undefined, errors: tooLarge };
  const { type, contacts, media, links } = value;
  const sourceLanguage = value.sourceLanguage ?? defaultSourceLanguage(languages, newsroom);
  return { value: { type, sourceLanguage, variants, contacts, media, links }, errors: [] };
}

function defaultSourceLanguage(languages: readonly Language[], newsroom: Newsroom): Language {
  return languages.includes(newsroom.defaultLanguage)
    ? newsroom.defaultLanguage
    : (languages[0] ?? newsroom.defaultLanguage);
}

export function unsupportedLanguageErrors(
  languages: readonly Language[],
  newsroom: Newsroom,
  tolerated: readonly Language[] = [],
): FieldError[] {
  return languages
    .filter((language) => !newsroom.languages.includes(language) && !tolerated.includes(language))
    .map((language) => ({ pointer: jsonPointer('variants', language), code: 'language-not-in-newsroom' }));
}

function sourceLanguageErrors(given: unknown, languages: readonly Language[]): FieldError[] {
  if (!isLanguage(given) || languages.length === 0 || languages.includes(given)) return [];
  return [{ pointer: '/sourceLanguage', code: 'not-in-variants' }];
}
