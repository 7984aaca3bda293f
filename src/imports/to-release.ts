import type * as v from 'valibot';
import type { JsonObject } from '../base/json.ts';
import { type Language, languagesOf } from '../base/locale/language.ts';
import type { Refusal } from '../base/refusal.ts';
import { canonicalKeyword, isDotSegment, toPlainLine } from '../domain/text.ts';
import * as field from '../validation/fields.ts';
import { parseInput } from '../validation/parse.ts';
import type { ImportItem, ImportVariant } from './document.ts';
import { localizedContent, mergedContent } from './shared-content.ts';

export type CreateBodyResult =
  | { readonly ok: true; readonly value: JsonObject }
  | { readonly ok: false; readonly refusal: Refusal };

/** Error codes of values that are unusable. */
const UNUSABLE_CODES: readonly string[] = [
  ...['malformed-email', 'malformed-phone', 'malformed-url', 'malformed-media-type'],
  ...['not-a-number', 'not-an-integer', 'too-small', 'too-big', 'too-long', 'empty'],
];

/**
 * Unusable values, such as a malformed e-mail address, are left out, and so is an entry that needs them. The item must
 * fit the limits of a release: see `fitItem`.
 */
export function toCreateBody(item: ImportItem, languages: readonly Language[]): CreateBodyResult {
  const otherLanguage = languagesOf(item.variants).find((language) => !languages.includes(language));
  if (otherLanguage !== undefined) {
    return { ok: false, refusal: { code: 'language-not-of-newsroom', name: otherLanguage } };
  }
  const { contacts, media, links } = mergedContent([localizedContent(item, item.sourceLanguage)]);
  return {
    ok: true,
    value: {
      type: item.type,
      sourceLanguage: item.sourceLanguage,
      variants: Object.fromEntries(
        languagesOf(item.variants).map((language) => [language, variantBody(item.variants[language])]),
      ),
      contacts: contacts.flatMap((contact) => usableDetail(field.contact, contact, 'name')),
      media: media.flatMap((medium) => usableDetail(field.media, medium, 'url')),
      links: links.flatMap((link) => usableDetail(field.link, link, 'url')),
    },
  };
}

function variantBody(variant: ImportVariant | undefined): JsonObject | undefined {
  if (variant === undefined) return undefined;
  const { title, lead, body, keywords } = variant;
  const isKeyword = (keyword: string) =>
    toPlainLine(keyword) !== '' && !isDotSegment(canonicalKeyword(toPlainLine(keyword)));
  return { title, lead, body, keywords: keywords.filter(isKeyword) };
}

function usableDetail(schema: v.GenericSchema, detail: object, requiredMember: string): JsonObject[] {
  const unusable = parseInput(schema, detail)
    .errors.filter(({ code }) => UNUSABLE_CODES.includes(code))
    .map(({ pointer }) => pointer.split('/')[1]);
  if (unusable.includes(requiredMember)) return [];
  return [Object.fromEntries(Object.entries(detail).filter(([name]) => !unusable.includes(name)))];
}
