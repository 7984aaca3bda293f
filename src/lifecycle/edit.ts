import { isObject, isSameJson, type JsonObject, ownField } from '../base/json.ts';
import { isLanguage, type Language, languagesOf } from '../base/locale/language.ts';
import { type FieldError, ok, type Result } from '../base/problem.ts';
import { parseTime } from '../base/time/helsinki.ts';
import { type Instant, toSecond } from '../base/time/instant.ts';
import type { Release, Variant, Variants } from '../domain/release.ts';
import { type ReleaseRepresentation, representRelease } from '../domain/representation.ts';
import { mergePatch } from '../validation/merge-patch.ts';
import { type ParseResult, parseInput } from '../validation/parse.ts';
import { readOnlyErrors, withoutFields } from '../validation/read-only.ts';
import {
  EditBody,
  parseContent,
  parsePublishAt,
  unsupportedLanguageErrors,
  type VariantRequest,
} from '../validation/release-request.ts';
import type { ChangeContext } from './context.ts';
import { publicLanguages, wrongState } from './public-event.ts';

export interface Edit {
  readonly present: ReleaseRepresentation;
  readonly merged: unknown;
}

/** Fails with `malformed` when the patch nests too deep, and with `wrong-state` before any content is validated. */
export function mergeEdit(
  { newsroom, baseUrl }: ChangeContext,
  release: Release,
  patch: unknown,
): Result<Edit> {
  const present = representRelease(newsroom, release, baseUrl, 'newsroom');
  const merged = mergePatch(present, patch);
  if (!merged.ok) return merged;
  if (release.state === 'withdrawn') return wrongState('already-withdrawn');
  // RFC 7396 section 2: a patch that is no object replaces everything, which `parseEdit` reports as invalid.
  if (!isObject(merged.value)) return ok({ present, merged: merged.value });
  const { state, publishAt, variants } = merged.value;
  if (state !== present.state) return wrongState('patch-state');
  if (release.state === 'published' && !isSameTime(publishAt, present.publishAt)) {
    return wrongState('change-public-time');
  }
  const isRemoved = (language: Language) => ownField(variants, language) === undefined;
  if ((variants === undefined || isObject(variants)) && publicLanguages(release).some(isRemoved)) {
    return wrongState('remove-public-variant');
  }
  const given = ownField(patch, 'variants');
  // Another release has the entry id of a departed variant, and an id must not occur twice.
  const isDeparted = (language: Language) => ownField(variants, language) !== undefined;
  if (languagesOf(release.departed ?? {}).some(isDeparted)) return wrongState('departed-variant');
  // A client may send a withdrawn variant back only unchanged.
  const isChanged = (language: Language) =>
    [ownField(variants, language), ownField(given, language)].some(
      (variant) => variant !== undefined && !isSameJson(variant, present.variants[language]),
    ) || ownField(variants, language) === undefined;
  if (withdrawnLanguages(release).some(isChanged)) return wrongState('withdrawn-variant');
  return ok({ present, merged: merged.value });
}

export function parseEdit(
  context: ChangeContext,
  release: Release,
  { present, merged }: Edit,
): ParseResult<Release> {
  if (!isObject(merged)) return { value: undefined, errors: parseInput(EditBody, merged).errors };
  const keptLanguages = withdrawnLanguages(release);
  const rest = withoutFields(merged, READ_ONLY);
  const body = isObject(merged.variants)
    ? { ...rest, variants: writtenVariants(release, present, withoutFields(merged.variants, keptLanguages)) }
    : rest;
  const content = parseContent(EditBody, withSource(body, merged, present, keptLanguages), context, {
    keptLanguages,
    languages: languagesOf(release.variants),
    sanitizedBodies: new Set(Object.values(release.variants).map((variant) => variant.body)),
  });
  const time = parseEditedTime(release, merged, present, context.now);
  const errors = [...changedReadOnlyErrors(present, merged), ...content.errors, ...time.errors];
  if (content.value === undefined || time.value === undefined || errors.length > 0) {
    return { value: undefined, errors };
  }
  const variants = mergedVariants(release, content.value.variants);
  return { value: { ...release, ...content.value, publishAt: time.value, variants }, errors: [] };
}

const READ_ONLY = ['id', 'number', 'revision', 'state', 'corrections', 'withdrawn', 'source'];
const READ_ONLY_IN_VARIANT = ['id', 'url', 'publishedAt', 'updatedAt', 'withdrawn'];

function changedReadOnlyErrors(present: ReleaseRepresentation, merged: JsonObject): FieldError[] {
  const variants = isObject(merged.variants) ? merged.variants : {};
  return [
    ...readOnlyErrors(present, merged, READ_ONLY),
    ...Object.entries(variants)
      .filter(([language]) => isLanguage(language))
      .flatMap(([language, variant]) => {
        const before = ownField(present.variants, language);
        // The slug of a published variant is part of its permanent address.
        const permanent = ownField(before, 'id') === undefined ? [] : ['slug'];
        return readOnlyErrors(before, variant, [...READ_ONLY_IN_VARIANT, ...permanent], 'variants', language);
      }),
  ];
}

/** Removes a slug that was made from the title, so that it follows the title until publication. */
function writtenVariants(release: Release, present: ReleaseRepresentation, variants: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(variants).map(([language, variant]) => {
      if (!isObject(variant) || !isLanguage(language)) return [language, variant];
      const isUnchanged = ownField(variant, 'slug') === ownField(present.variants[language], 'slug');
      const isChosen = (release.variants[language]?.slug ?? null) !== null;
      const names = isUnchanged && !isChosen ? [...READ_ONLY_IN_VARIANT, 'slug'] : READ_ONLY_IN_VARIANT;
      return [language, withoutFields(variant, names)];
    }),
  );
}

/** Removes a source language whose variant was removed, so that the default is chosen again. */
function withSource(
  body: JsonObject,
  merged: JsonObject,
  present: ReleaseRepresentation,
  keptLanguages: readonly Language[],
): JsonObject {
  const { sourceLanguage } = present;
  const isRemoved =
    ownField(merged.variants, sourceLanguage) === undefined && !keptLanguages.includes(sourceLanguage);
  return isRemoved && merged.sourceLanguage === sourceLanguage
    ? withoutFields(body, ['sourceLanguage'])
    : body;
}

function parseEditedTime(
  release: Release,
  merged: JsonObject,
  present: ReleaseRepresentation,
  now: Instant,
): ParseResult<Instant | null> {
  if (merged.publishAt === present.publishAt || release.state === 'published') {
    return { value: release.publishAt, errors: [] };
  }
  const time = parsePublishAt(merged);
  return release.state === 'scheduled' ? futureTime(time, now) : time;
}

export function futureTime(time: ParseResult<Instant | null>, now: Instant): ParseResult<Instant | null> {
  if (time.value === undefined) return time;
  if (time.value === null) return invalidTime('time-required');
  return time.value > now ? time : invalidTime('time-not-ahead');
}

export function invalidTime(code: string): ParseResult<never> {
  return { value: undefined, errors: [{ pointer: '/publishAt', code }] };
}

function mergedVariants(release: Release, written: { readonly [L in Language]?: VariantRequest }): Variants {
  const variants: { [L in Language]?: Variant } = {};
  for (const language of languagesOf({ ...release.variants, ...written })) {
    const before = release.variants[language];
    const after = written[language];
    if (after !== undefined) variants[language] = { ...(before ?? NEVER_PUBLIC), ...after };
    else if (before !== undefined && before.withdrawn !== null) variants[language] = before;
  }
  return variants;
}

export const NEVER_PUBLIC = { publication: null, withdrawn: null } as const;

function withdrawnLanguages(release: Release): Language[] {
  return languagesOf(release.variants).filter(
    (language) => (release.variants[language]?.withdrawn ?? null) !== null,
  );
}

function isSameTime(given: unknown, present: string | null): boolean {
  if (given === present) return true;
  if (typeof given !== 'string' || present === null) return false;
  const [a, b] = [parseTime(given), parseTime(present)];
  return a.ok && b.ok && toSecond(a.instant) === toSecond(b.instant);
}

/** The newsroom may have removed a language after the draft was written. */
export function unpublishableErrors(context: ChangeContext, release: Release): FieldError[] {
  return unsupportedLanguageErrors(languagesOf(release.variants), context.newsroom);
}
