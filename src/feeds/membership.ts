import { LANGUAGES, type Language } from '../base/locale/language.ts';
import type { Instant } from '../base/time/instant.ts';
import type { Release } from '../domain/release.ts';
import { type CutRule, publicVariantOf, type Timeline } from '../domain/timeline.ts';

/** One public variant on one timeline. Its placement (in which document it is) is stored, not computed. */
export interface Membership {
  readonly timeline: Timeline;
  readonly at: Instant;
  readonly updatedAt: Instant;
}

/** Pure. */
export function membershipsOf(owner: string, release: Release | null, cuts: CutRule): Membership[] {
  return LANGUAGES.flatMap((language) => {
    const publicVariant = publicVariantOf(release, language, cuts);
    if (publicVariant === null) return [];
    const { at, updatedAt } = publicVariant;
    return publicVariant.cuts.map((cut) => ({ timeline: { owner, language, cut }, at, updatedAt }));
  });
}

/** A tombstone on one timeline (RFC 6721). */
export interface WithdrawnMembership {
  readonly timeline: Timeline;
  readonly at: Instant;
}

/** The cuts are those of the withdrawn variant. Pure. */
export function withdrawnMembershipsOf(
  owner: string,
  release: Release,
  cuts: CutRule,
): WithdrawnMembership[] {
  return LANGUAGES.flatMap((language) => withdrawnMembershipsIn(owner, release, language, cuts));
}

function withdrawnMembershipsIn(
  owner: string,
  release: Release,
  language: Language,
  cuts: CutRule,
): WithdrawnMembership[] {
  const { publication, withdrawn } = release.variants[language] ?? {};
  if (publication == null || withdrawn == null || publicVariantOf(release, language, cuts) !== null)
    return [];
  return cuts(release, language).map((cut) => ({ timeline: { owner, language, cut }, at: withdrawn.at }));
}
