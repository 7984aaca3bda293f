import type * as v from 'valibot';
import type { JsonObject } from '../base/json.ts';
import { type Language, languagesOf } from '../base/locale/language.ts';
import type { Refusal } from '../base/refusal.ts';
import { canonicalKeyword, isDots, oneLine } from '../domain/text.ts';
import * as field from '../validation/fields.ts';
import { read } from '../validation/parse.ts';
import type { ImportItem, ImportVariant } from './document.ts';
import { inLanguage, together } from './shared-content.ts';

export type CreateBodyRead =
  | { readonly ok: true; readonly value: JsonObject }
  | { readonly ok: false; readonly refusal: Refusal };

/** What is wrong with a detail that says nothing usable; a detail that says too much is another matter. */
const UNUSABLE: readonly string[] = [
  ...['malformed-email', 'malformed-phone', 'malformed-url', 'malformed-media-type'],
  ...['not-a-number', 'not-an-integer', 'too-small', 'too-big', 'empty'],
];

/** Of contacts, media or links: many times what a release may have. More are not looked at one by one, only refused. */
const FAR_TOO_MANY = 1_000;

/**
 * The body of a create request that says what `item` says, but for state and time. A detail that cannot be used (an
 * e-mail address that is none) is left out, and what is nothing without it (a medium without an address) with it. What
 * is beyond a limit stays, for the create request to refuse: nothing is cut in silence.
 */
export function toCreateBody(item: ImportItem, languages: readonly Language[]): CreateBodyRead {
  const foreign = languagesOf(item.variants).find((language) => !languages.includes(language));
  if (foreign !== undefined) {
    return { ok: false, refusal: { code: 'language-not-of-newsroom', name: foreign } };
  }
  const excess = (['contacts', 'media', 'links'] as const).find((name) => item[name].length > FAR_TOO_MANY);
  if (excess !== undefined) return { ok: false, refusal: { code: 'not-valid', where: `/${excess}` } };
  const { contacts, media, links } = together([inLanguage(item, item.sourceLanguage)]);
  return {
    ok: true,
    value: {
      type: item.type,
      sourceLanguage: item.sourceLanguage,
      variants: Object.fromEntries(
        languagesOf(item.variants).map((language) => [language, variantBody(item.variants[language])]),
      ),
      contacts: contacts.flatMap((contact) => usable(field.contact, contact, 'name')),
      media: media.flatMap((medium) => usable(field.media, medium, 'url')),
      links: links.flatMap((link) => usable(field.link, link, 'url')),
    },
  };
}

function variantBody(variant: ImportVariant | undefined): JsonObject | undefined {
  if (variant === undefined) return undefined;
  const { title, lead, body, keywords } = variant;
  const isKeyword = (keyword: string) =>
    oneLine(keyword) !== '' && !isDots(canonicalKeyword(oneLine(keyword)));
  return { title, lead, body, keywords: keywords.filter(isKeyword) };
}

/** `thing` without its unusable details; nothing at all where that takes what it cannot be without. */
function usable(schema: v.GenericSchema, thing: object, essential: string): JsonObject[] {
  const bad = read(schema, thing)
    .errors.filter(({ code }) => UNUSABLE.includes(code))
    .map(({ pointer }) => pointer.split('/')[1]);
  if (bad.includes(essential)) return [];
  return [Object.fromEntries(Object.entries(thing).filter(([name]) => !bad.includes(name)))];
}
