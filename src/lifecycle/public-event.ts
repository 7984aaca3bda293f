import { type Language, languagesOf } from '../base/locale/language.ts';
import { fail, ok, type Result } from '../base/problem.ts';
import { type Instant, toSecond } from '../base/time/instant.ts';
import { LIMITS, utf8Bytes } from '../domain/limits.ts';
import type { Newsroom } from '../domain/newsroom.ts';
import { isPublic, LAST_REVISION, type Release, type Variant, type Variants } from '../domain/release.ts';
import { slugOf } from '../domain/representation.ts';
import { entryId } from '../domain/tag-uri.ts';

const SECOND = 1000;

/** Whole seconds, at least one second after the previous event, so that feed readers can order the events. */
export function eventTime(release: Release, now: Instant): Instant {
  const second = toSecond(now);
  return release.lastEventAt === null ? second : Math.max(second, release.lastEventAt + SECOND);
}

export function toPublished(newsroom: Newsroom, release: Release, at: Instant): Release {
  const variants = withPublications(newsroom, release.number, release.variants, at);
  return { ...release, state: 'published', publishAt: at, variants, lastEventAt: at };
}

/** Gives variants that were never public an entry id and makes their slug permanent. */
export function withPublications(
  newsroom: Newsroom,
  number: number,
  variants: Variants,
  at: Instant,
): Variants {
  return eachVariant(variants, (variant, language) =>
    variant.publication !== null
      ? variant
      : {
          ...variant,
          slug: slugOf(variant),
          publication: { id: entryId(newsroom, number, language), publishedAt: at, updatedAt: at },
        },
  );
}

export function eachVariant(
  variants: Variants,
  change: (variant: Variant, language: Language) => Variant,
): Variants {
  const changed: { [L in Language]?: Variant } = {};
  for (const language of languagesOf(variants)) {
    const variant = variants[language];
    if (variant !== undefined) changed[language] = change(variant, language);
  }
  return changed;
}

export function publicLanguages(release: Release): Language[] {
  return languagesOf(release.variants).filter((language) => isPublic(release, language));
}

/**
 * Fails with `too-large` when the store cannot hold the release, and when its revisions are used up. A scheduled release
 * keeps one revision for the end of its embargo.
 */
export function nextRevision(release: Release): Result<Release> {
  const last = release.state === 'scheduled' ? LAST_REVISION - 1 : LAST_REVISION;
  if (release.revision >= last) return wrongState('revisions-used-up');
  const next = { ...release, revision: release.revision + 1 };
  return utf8Bytes(JSON.stringify(next)) > LIMITS.recordBytes ? fail('too-large') : ok(next);
}

export function wrongState<T = never>(rule: StateRule): Result<T> {
  return fail('wrong-state', { rule });
}

/** Keys under `problem.state` in the catalogues. */
export type StateRule =
  | 'not-scheduled'
  | 'revisions-used-up'
  | 'not-published'
  | 'already-published'
  | 'already-withdrawn'
  | 'withdrawn-variant'
  | 'remove-public-variant'
  | 'change-public-time'
  | 'patch-state'
  | 'not-public-in-language'
  | 'departed-variant'
  | 'join-with-itself'
  | 'join-other-state'
  | 'join-same-language'
  | 'split-without-variant'
  | 'split-last-variant';
