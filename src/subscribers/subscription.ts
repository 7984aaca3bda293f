import * as v from 'valibot';
import { isTooDeep } from '../base/json.ts';
import type { Language } from '../base/locale/language.ts';
import { fail, ok, type Result } from '../base/problem.ts';
import { LIMITS } from '../domain/limits.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import { RELEASE_TYPES, type ReleaseType } from '../domain/release.ts';
import { canonicalKeyword, isDotSegment } from '../domain/text.ts';
import { codeWithLimit, invalidFields } from '../validation/field-errors.ts';
import * as field from '../validation/fields.ts';
import { parseInput } from '../validation/parse.ts';
import { parseAddress } from './address.ts';

/** A release must match both the keywords and the types. An empty list matches all. */
export interface Choices {
  /** Canonical, sorted and unique. */
  readonly keywords: readonly string[];
  /** Unique, in the order of RELEASE_TYPES. */
  readonly types: readonly ReleaseType[];
  /** Another language is used when the release is not public in the reader's language. */
  readonly fallback: boolean;
}

export interface SubscriptionRequest extends Choices {
  readonly email: string;
  readonly language: Language;
}

/** The version of the text `subscription:consent`. Change it whenever that text changes. */
export const CONSENT_VERSION = '2026-11';

const email = v.pipe(
  v.string('not-a-string'),
  v.metadata({ format: 'email', maxLength: LIMITS.email }),
  v.maxLength(LIMITS.email * 2, codeWithLimit('too-long', LIMITS.email)),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const address = parseAddress(dataset.value);
    if (address !== null) return address;
    addIssue({ message: 'malformed-email' });
    return NEVER;
  }),
);

const keywordsOf = (characters: number) =>
  v.optional(
    v.pipe(
      field.list(
        v.pipe(
          field.requiredText(characters),
          v.transform(canonicalKeyword),
          v.check((text) => !isDotSegment(text), 'keyword-dots'),
        ),
        LIMITS.keywords,
      ),
      v.transform((keywords) => [...new Set(keywords)].sort()),
    ),
    [],
  );

const choices = {
  keywords: keywordsOf(LIMITS.keyword),
  types: v.optional(
    v.pipe(
      field.list(v.picklist(RELEASE_TYPES, 'unknown-type'), LIMITS.links),
      v.transform((types) => RELEASE_TYPES.filter((type) => types.includes(type))),
    ),
    [],
  ),
  fallback: v.optional(v.boolean('not-a-boolean'), false),
};

export const SubscribeBody = field.object({ email, language: field.language, ...choices });

const ChoicesBody = field.object(choices);

/** The canonical form of a keyword can be three times as long as what the reader wrote (UAX 15). */
const StoredChoices = field.object({ ...choices, keywords: keywordsOf(3 * LIMITS.keyword) });

export const BounceBody = field.object({ email });

export function parseSubscription(input: unknown, newsroom: Newsroom): Result<SubscriptionRequest> {
  if (isTooDeep(input)) return fail('malformed');
  const { value, errors } = parseInput(SubscribeBody, input);
  if (value === undefined) return invalidFields(errors);
  return newsroom.languages.includes(value.language)
    ? ok(value)
    : invalidFields([{ pointer: '/language', code: 'language-not-in-newsroom' }]);
}

export function parseStoredChoices(input: unknown): Result<Choices> {
  const { value, errors } = parseInput(StoredChoices, input);
  return value === undefined ? invalidFields(errors) : ok(value);
}

export function parseChoices(input: unknown): Result<Choices> {
  if (isTooDeep(input)) return fail('malformed');
  const { value, errors } = parseInput(ChoicesBody, input);
  return value === undefined ? invalidFields(errors) : ok(value);
}

export function parseBounce(input: unknown): Result<{ readonly email: string }> {
  if (isTooDeep(input)) return fail('malformed');
  const { value, errors } = parseInput(BounceBody, input);
  return value === undefined ? invalidFields(errors) : ok(value);
}

export function choicesOf({ keywords, types, fallback }: Choices): Choices {
  return { keywords, types, fallback };
}
