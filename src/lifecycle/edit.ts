import { isObject, type JsonObject, own, sameJson } from '../base/json.ts';
import { isLanguage, type Language, languagesOf } from '../base/locale/language.ts';
import { type FieldError, ok, type Result } from '../base/problem.ts';
import { parseTime } from '../base/time/helsinki.ts';
import { type Instant, toSecond } from '../base/time/instant.ts';
import type { Release, Variant, Variants } from '../domain/release.ts';
import { type ReleaseRepresentation, representRelease } from '../domain/representation.ts';
import { mergePatch } from '../validation/merge-patch.ts';
import { type Reading, read } from '../validation/parse.ts';
import { readOnlyErrors, without } from '../validation/read-only.ts';
import {
  EditBody,
  foreignLanguages,
  readContent,
  readTime,
  type VariantRequest,
} from '../validation/release-request.ts';
import type { ChangeContext } from './context.ts';
import { publicLanguages, wrongState } from './public-event.ts';

/** A merge patch laid over the representation that its sender was given. */
export interface Edit {
  readonly present: ReleaseRepresentation;
  readonly merged: unknown;
}

/**
 * Merges `patch` into the publisher's representation. Fails as `malformed` when it nests too deep, and by the rules on
 * what is public or withdrawn, which are judged before anything is found invalid.
 */
export function mergeEdit(
  { newsroom, baseUrl }: ChangeContext,
  release: Release,
  patch: unknown,
): Result<Edit> {
  const present = representRelease(newsroom, release, baseUrl, 'newsroom');
  const merged = mergePatch(present, patch);
  if (!merged.ok) return merged;
  if (release.state === 'withdrawn') return wrongState('already-withdrawn');
  // A patch that is no object replaces everything (RFC 7396 section 2): invalid, but it asks for no other state.
  if (!isObject(merged.value)) return ok({ present, merged: merged.value });
  const { state, publishAt, variants } = merged.value;
  if (state !== present.state) return wrongState('patch-state');
  if (release.state === 'published' && !isSameTime(publishAt, present.publishAt)) {
    return wrongState('change-public-time');
  }
  const isRemoved = (language: Language) => own(variants, language) === undefined;
  if ((variants === undefined || isObject(variants)) && publicLanguages(release).some(isRemoved)) {
    return wrongState('remove-public-variant');
  }
  const given = own(patch, 'variants');
  // Its entry id lives on elsewhere, and is given once.
  const isDeparted = (language: Language) => own(variants, language) !== undefined;
  if (languagesOf(release.departed ?? {}).some(isDeparted)) return wrongState('departed-variant');
  // A patch that names it is there to bring it back, unless it is what its sender was given, whole.
  const isChanged = (language: Language) =>
    [own(variants, language), own(given, language)].some(
      (variant) => variant !== undefined && !sameJson(variant, present.variants[language]),
    ) || own(variants, language) === undefined;
  if (withdrawnLanguages(release).some(isChanged)) return wrongState('withdrawn-variant');
  return ok({ present, merged: merged.value });
}

/** The release with the edit's content; nothing is published, corrected or counted yet. */
export function readEdit(
  { newsroom, now }: ChangeContext,
  release: Release,
  { present, merged }: Edit,
): Reading<Release> {
  if (!isObject(merged)) return { value: undefined, errors: read(EditBody, merged).errors };
  const kept = withdrawnLanguages(release);
  const rest = without(merged, READ_ONLY);
  const body = isObject(merged.variants)
    ? { ...rest, variants: writtenVariants(release, present, without(merged.variants, kept)) }
    : rest;
  const content = readContent(EditBody, withSource(body, merged, present, kept), newsroom, {
    kept,
    languages: languagesOf(release.variants),
    bodies: new Set(Object.values(release.variants).map((variant) => variant.body)),
  });
  const time = readWishedTime(release, merged, present, now);
  const errors = [...readOnly(present, merged), ...content.errors, ...time.errors];
  if (content.value === undefined || time.value === undefined || errors.length > 0) {
    return { value: undefined, errors };
  }
  const variants = mergedVariants(release, content.value.variants);
  return { value: { ...release, ...content.value, publishAt: time.value, variants }, errors: [] };
}

const READ_ONLY = ['id', 'number', 'revision', 'state', 'corrections', 'withdrawn', 'source'];
const READ_ONLY_IN_VARIANT = ['id', 'url', 'publishedAt', 'updatedAt', 'withdrawn'];

function readOnly(present: ReleaseRepresentation, merged: JsonObject): FieldError[] {
  const variants = isObject(merged.variants) ? merged.variants : {};
  return [
    ...readOnlyErrors(present, merged, READ_ONLY),
    ...Object.entries(variants)
      .filter(([language]) => isLanguage(language))
      .flatMap(([language, variant]) => {
        const before = own(present.variants, language);
        // Publication froze the slug: an address once given out stays.
        const frozen = own(before, 'id') === undefined ? [] : ['slug'];
        return readOnlyErrors(before, variant, [...READ_ONLY_IN_VARIANT, ...frozen], 'variants', language);
      }),
  ];
}

/**
 * The variants as a request would have them. A slug that was only shown, made from the title, comes back as none, so
 * that it follows the title until publication.
 */
function writtenVariants(release: Release, present: ReleaseRepresentation, variants: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(variants).map(([language, variant]) => {
      if (!isObject(variant) || !isLanguage(language)) return [language, variant];
      const hasPublicVariant = own(variant, 'slug') === own(present.variants[language], 'slug');
      const isChosen = (release.variants[language]?.slug ?? null) !== null;
      const names = hasPublicVariant && !isChosen ? [...READ_ONLY_IN_VARIANT, 'slug'] : READ_ONLY_IN_VARIANT;
      return [language, without(variant, names)];
    }),
  );
}

/** When the source language's variant was taken away and no other was named, the default rule chooses again. */
function withSource(
  body: JsonObject,
  merged: JsonObject,
  present: ReleaseRepresentation,
  kept: readonly Language[],
): JsonObject {
  const { sourceLanguage } = present;
  const isGone = own(merged.variants, sourceLanguage) === undefined && !kept.includes(sourceLanguage);
  return isGone && merged.sourceLanguage === sourceLanguage ? without(body, ['sourceLanguage']) : body;
}

/** A published release keeps its time; a scheduled one needs one ahead, unless it is the one it has. */
function readWishedTime(
  release: Release,
  merged: JsonObject,
  present: ReleaseRepresentation,
  now: Instant,
): Reading<Instant | null> {
  if (merged.publishAt === present.publishAt || release.state === 'published') {
    return { value: release.publishAt, errors: [] };
  }
  const time = readTime(merged);
  return release.state === 'scheduled' ? ahead(time, now) : time;
}

/** A time that must lie ahead of `now`. */
export function ahead(time: Reading<Instant | null>, now: Instant): Reading<Instant | null> {
  if (time.value === undefined) return time;
  if (time.value === null) return refusedTime('time-required');
  return time.value > now ? time : refusedTime('time-not-ahead');
}

export function refusedTime(code: string): Reading<never> {
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

/** Languages that were given up since the draft was written cannot be published in. */
export function unpublishable(context: ChangeContext, release: Release): FieldError[] {
  return foreignLanguages(languagesOf(release.variants), context.newsroom);
}
