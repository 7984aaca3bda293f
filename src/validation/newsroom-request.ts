import * as v from 'valibot';
import { isObject, isTooDeep, ownField } from '../base/json.ts';
import type { Language } from '../base/locale/language.ts';
import { type FieldError, fail, ok, type Result } from '../base/problem.ts';
import { LIMITS } from '../domain/limits.ts';
import type { Newsroom, Profile } from '../domain/newsroom.ts';
import { representNewsroom } from '../domain/representation.ts';
import { codeWithLimit, invalidFields, jsonPointer } from './field-errors.ts';
import * as field from './fields.ts';
import { mergePatch } from './merge-patch.ts';
import { parseInput } from './parse.ts';
import { readOnlyErrors, withoutFields } from './read-only.ts';

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
  v.maxLength(LIMITS.newsroomSlug, codeWithLimit('too-long', LIMITS.newsroomSlug)),
  v.regex(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/, 'malformed-slug'),
  v.check((text) => !RESERVED_SLUGS.includes(text), 'reserved-slug'),
);

export const NewsroomBody = field.object({
  slug,
  name: field.requiredLocalized(LIMITS.name),
  description: v.optional(field.localized(LIMITS.description, field.sentences), {}),
  languages: v.pipe(field.list(field.language, LIMITS.links), v.minLength(1, codeWithLimit('too-few', 1))),
  defaultLanguage: field.language,
  website: v.optional(v.nullable(field.url), null),
  contacts: v.optional(field.list(field.contact, LIMITS.contacts), []),
  socialLinks: v.optional(field.list(field.link, LIMITS.links), []),
});

/** The directory checks later whether the slug is free. */
export function parseNewsroom(input: unknown): Result<Profile> {
  if (isTooDeep(input)) return fail('malformed');
  const { profile, errors } = parseProfile(input);
  return profile === undefined ? invalidFields(errors) : ok(profile);
}

const READ_ONLY = ['number', 'url', 'createdAt'] as const;

/** The caller must refuse removed languages with public variants and a slug that is or was in use. */
export function patchNewsroom(newsroom: Newsroom, patch: unknown, baseUrl: string): Result<Newsroom> {
  const present = representNewsroom(newsroom, baseUrl);
  const merged = mergePatch(present, patch);
  if (!merged.ok) return merged;
  const rest = isObject(merged.value) ? withoutFields(merged.value, READ_ONLY) : merged.value;
  const changed = readOnlyErrors(present, merged.value, READ_ONLY);
  const { profile, errors } = parseProfile(rest);
  if (profile === undefined || changed.length > 0) return invalidFields([...errors, ...changed]);
  return ok({ ...newsroom, ...profile, revision: newsroom.revision + 1 });
}

export function removedLanguages(before: Profile, after: Profile): Language[] {
  return before.languages.filter((language) => !after.languages.includes(language));
}

function parseProfile(input: unknown): { profile: Profile | undefined; errors: readonly FieldError[] } {
  const { value, errors } = parseInput(NewsroomBody, input);
  const listErrors = languageErrors(ownField(input, 'languages'), ownField(input, 'defaultLanguage'));
  const all = [...errors, ...listErrors];
  return { profile: all.length > 0 ? undefined : value, errors: all };
}

/** Checks the input itself, so that these errors are reported together with the schema's. */
function languageErrors(languages: unknown, defaultLanguage: unknown): FieldError[] {
  if (!Array.isArray(languages)) return [];
  const listed: unknown[] = languages.slice(0, LIMITS.links);
  const errors: FieldError[] = [];
  for (const [index, language] of listed.entries()) {
    if (listed.indexOf(language) < index)
      errors.push({ pointer: jsonPointer('languages', index), code: 'duplicate' });
  }
  const isLanguage = v.is(field.language, defaultLanguage);
  if (isLanguage && listed.length > 0 && !listed.includes(defaultLanguage)) {
    errors.push({ pointer: '/defaultLanguage', code: 'default-language-not-listed' });
  }
  return errors;
}
