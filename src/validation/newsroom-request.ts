import * as v from 'valibot';
import { isObject, isTooDeep, own } from '../base/json.ts';
import type { Language } from '../base/locale/language.ts';
import { type FieldError, fail, ok, type Result } from '../base/problem.ts';
import { LIMITS } from '../domain/limits.ts';
import type { Newsroom, Profile } from '../domain/newsroom.ts';
import { representNewsroom } from '../domain/representation.ts';
import { limited, pointer, refused } from './field-errors.ts';
import * as field from './fields.ts';
import { mergePatch } from './merge-patch.ts';
import { read } from './parse.ts';
import { readOnlyErrors, without } from './read-only.ts';

/** First path segments that mean something else, now or in time to come. */
export const RESERVED_SLUGS: readonly string[] = [
  ...[
    'fi',
    'sv',
    'en',
    'api',
    'json',
    'media',
    'assets',
    'feed',
    'opml',
    'hub',
    'healthz',
    'metrics',
    'admin',
  ],
  ...['desk', 'search', 'subscriptions', 'verify', 'embed', 'demo'],
];

const slug = v.pipe(
  v.string('not-a-string'),
  v.maxLength(LIMITS.newsroomSlug, limited('too-long', LIMITS.newsroomSlug)),
  v.regex(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/, 'malformed-slug'),
  v.check((text) => !RESERVED_SLUGS.includes(text), 'reserved-slug'),
);

/** `POST /newsrooms`; a PATCH is read by it once it is merged. */
export const NewsroomBody = field.fields({
  slug,
  name: field.requiredLocalized(LIMITS.name),
  description: v.optional(field.localized(LIMITS.description), {}),
  languages: v.pipe(field.list(field.language, LIMITS.links), v.minLength(1, limited('too-few', 1))),
  defaultLanguage: field.language,
  website: v.optional(v.nullable(field.url), null),
  contacts: v.optional(field.list(field.contact, LIMITS.contacts), []),
  socialLinks: v.optional(field.list(field.link, LIMITS.links), []),
});

/** The profile of a newsroom to be founded. Whether its slug is free is the directory's to say. */
export function parseNewsroom(input: unknown): Result<Profile> {
  if (isTooDeep(input)) return fail('malformed');
  const { profile, errors } = readProfile(input);
  return profile === undefined ? refused(errors) : ok(profile);
}

const READ_ONLY = ['number', 'url', 'createdAt'] as const;

/**
 * `PATCH /newsrooms/{newsroom}`: a merge patch over the representation, one revision further. Callers look at
 * `removedLanguages` (refused while it has public variants) and at a changed slug (taken, or never to be given again).
 */
export function patchNewsroom(newsroom: Newsroom, patch: unknown, baseUrl: string): Result<Newsroom> {
  const present = representNewsroom(newsroom, baseUrl);
  const merged = mergePatch(present, patch);
  if (!merged.ok) return merged;
  const rest = isObject(merged.value) ? without(merged.value, READ_ONLY) : merged.value;
  const changed = readOnlyErrors(present, merged.value, READ_ONLY);
  const { profile, errors } = readProfile(rest);
  if (profile === undefined || changed.length > 0) return refused([...errors, ...changed]);
  return ok({ ...newsroom, ...profile, revision: newsroom.revision + 1 });
}

/** The languages that `after` no longer has. */
export function removedLanguages(before: Profile, after: Profile): Language[] {
  return before.languages.filter((language) => !after.languages.includes(language));
}

function readProfile(input: unknown): { profile: Profile | undefined; errors: readonly FieldError[] } {
  const { value, errors } = read(NewsroomBody, input);
  const more = languageErrors(own(input, 'languages'), own(input, 'defaultLanguage'));
  const all = [...errors, ...more];
  return { profile: all.length > 0 ? undefined : value, errors: all };
}

/** Judged on what was sent, so that they are told together with whatever else is wrong. */
function languageErrors(languages: unknown, defaultLanguage: unknown): FieldError[] {
  if (!Array.isArray(languages)) return [];
  const listed: unknown[] = languages.slice(0, LIMITS.links);
  const errors: FieldError[] = [];
  for (const [index, language] of listed.entries()) {
    if (listed.indexOf(language) < index)
      errors.push({ pointer: pointer('languages', index), code: 'duplicate' });
  }
  const isLanguage = v.is(field.language, defaultLanguage);
  if (isLanguage && listed.length > 0 && !listed.includes(defaultLanguage)) {
    errors.push({ pointer: '/defaultLanguage', code: 'default-language-not-listed' });
  }
  return errors;
}
