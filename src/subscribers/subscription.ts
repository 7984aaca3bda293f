import * as v from 'valibot';
import { isTooDeep } from '../base/json.ts';
import type { Language } from '../base/locale/language.ts';
import { fail, ok, type Result } from '../base/problem.ts';
import { LIMITS } from '../domain/limits.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import { RELEASE_TYPES, type ReleaseType } from '../domain/release.ts';
import { canonicalKeyword, isDots } from '../domain/text.ts';
import { limited, refused } from '../validation/field-errors.ts';
import * as field from '../validation/fields.ts';
import { read } from '../validation/parse.ts';
import { normalAddress } from './address.ts';

/** Which of a newsroom's releases a reader wants. Without keywords any will do, likewise types; with both, both match. */
export interface Choices {
  /** Canonical, sorted, each once. */
  readonly keywords: readonly string[];
  /** In the order of RELEASE_TYPES, each once. */
  readonly types: readonly ReleaseType[];
  /** A release that is not published in the reader's language comes in another. */
  readonly fallback: boolean;
}

/** What a reader asks for. One subscription is one address, newsroom and language. */
export interface SubscriptionRequest extends Choices {
  readonly email: string;
  readonly language: Language;
}

/** The wording that readers agree to, `subscription:consent` in the catalogues. Reword it, and this moves. */
export const CONSENT_VERSION = '2026-11';

const email = v.pipe(
  v.string('not-a-string'),
  v.metadata({ format: 'email', maxLength: LIMITS.email }),
  v.maxLength(LIMITS.email * 2, limited('too-long', LIMITS.email)),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const address = normalAddress(dataset.value);
    if (address !== null) return address;
    addIssue({ message: 'malformed-email' });
    return NEVER;
  }),
);

const keyword = v.pipe(
  field.requiredText(LIMITS.keyword),
  v.transform(canonicalKeyword),
  v.check((text) => !isDots(text), 'keyword-dots'),
);

const choices = {
  keywords: v.optional(
    v.pipe(
      field.list(keyword, LIMITS.keywords),
      v.transform((words) => [...new Set(words)].sort()),
    ),
    [],
  ),
  types: v.optional(
    v.pipe(
      field.list(v.picklist(RELEASE_TYPES, 'unknown-type'), LIMITS.links),
      v.transform((types) => RELEASE_TYPES.filter((type) => types.includes(type))),
    ),
    [],
  ),
  fallback: v.optional(v.boolean('not-a-boolean'), false),
};

/** `POST …/subscriptions`. */
export const SubscribeBody = field.fields({ email, language: field.language, ...choices });

/** The choices alone, as a reader changes them. */
const ChoicesBody = field.fields(choices);

/** `POST …/bounces`. */
export const BounceBody = field.fields({ email });

export function parseSubscription(input: unknown, newsroom: Newsroom): Result<SubscriptionRequest> {
  if (isTooDeep(input)) return fail('malformed');
  const { value, errors } = read(SubscribeBody, input);
  if (value === undefined) return refused(errors);
  return newsroom.languages.includes(value.language)
    ? ok(value)
    : refused([{ pointer: '/language', code: 'language-not-in-newsroom' }]);
}

export function parseChoices(input: unknown): Result<Choices> {
  if (isTooDeep(input)) return fail('malformed');
  const { value, errors } = read(ChoicesBody, input);
  return value === undefined ? refused(errors) : ok(value);
}

export function parseBounce(input: unknown): Result<{ readonly email: string }> {
  if (isTooDeep(input)) return fail('malformed');
  const { value, errors } = read(BounceBody, input);
  return value === undefined ? refused(errors) : ok(value);
}

/** The choices alone, without what else a record or request says. */
export function choicesOf({ keywords, types, fallback }: Choices): Choices {
  return { keywords, types, fallback };
}
