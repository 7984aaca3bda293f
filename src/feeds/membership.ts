import { LANGUAGES, type Language } from '../base/locale/language.ts';
import type { Instant } from '../base/time/instant.ts';
import type { Release } from '../domain/release.ts';
import { type CutRule, standing, type Timeline } from '../domain/timeline.ts';

/** One public variant on one timeline. In which document of it cannot be worked out: that is a stored fact. */
export interface Member {
  readonly timeline: Timeline;
  readonly at: Instant;
  readonly updatedAt: Instant;
}

/** The timelines that a release stands on. Pure. */
export function membersOf(owner: string, release: Release | null, cuts: CutRule): Member[] {
  return LANGUAGES.flatMap((language) => {
    const stands = standing(release, language, cuts);
    if (stands === null) return [];
    const { at, updatedAt } = stands;
    return stands.cuts.map((cut) => ({ timeline: { owner, language, cut }, at, updatedAt }));
  });
}

/** A withdrawal that a timeline tells of (RFC 6721). */
export interface WithdrawnMember {
  readonly timeline: Timeline;
  readonly at: Instant;
}

/** The timelines that tell of a withdrawal of the release, as far as it stood on them when it was withdrawn. Pure. */
export function withdrawnMembersOf(owner: string, release: Release, cuts: CutRule): WithdrawnMember[] {
  return LANGUAGES.flatMap((language) => withdrawnIn(owner, release, language, cuts));
}

function withdrawnIn(owner: string, release: Release, language: Language, cuts: CutRule): WithdrawnMember[] {
  const { publication, withdrawn } = release.variants[language] ?? {};
  if (publication == null || withdrawn == null || standing(release, language, cuts) !== null) return [];
  return cuts(release, language).map((cut) => ({ timeline: { owner, language, cut }, at: withdrawn.at }));
}
