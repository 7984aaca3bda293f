import { LANGUAGES, type Language } from '../base/locale/language.ts';
import type { Cut } from './feed-name.ts';
import { isPublic, type Release } from './release.ts';
import { type CutRule, cutSegment, publicVariantOf } from './timeline.ts';

export interface Announcement {
  readonly number: number;
  readonly revision: number;
  readonly kind: 'published' | 'variant-added' | 'corrected' | 'withdrawn' | 'edited';
  readonly appeared: readonly Language[];
  readonly disappeared: readonly Language[];
  /** Covers every language that is or was public, because the feed of one language links to the others. */
  readonly touched: readonly TouchedFeeds[];
}

export interface TouchedFeeds {
  readonly language: Language;
  readonly cuts: readonly Cut[];
}

export function announcementOf(before: Release | null, after: Release, cuts: CutRule): Announcement | null {
  const publicBefore = LANGUAGES.filter((language) => before !== null && isPublic(before, language));
  const publicAfter = LANGUAGES.filter((language) => isPublic(after, language));
  if (publicBefore.length === 0 && publicAfter.length === 0) return null;
  const appeared = publicAfter.filter((language) => !publicBefore.includes(language));
  const disappeared = publicBefore.filter((language) => !publicAfter.includes(language));
  return {
    number: after.number,
    revision: after.revision,
    appeared,
    disappeared,
    kind: kindOf(before, after, appeared, disappeared),
    touched: LANGUAGES.flatMap((language) => touchedFeeds(before, after, language, cuts) ?? []),
  };
}

function kindOf(
  before: Release | null,
  after: Release,
  appeared: readonly Language[],
  disappeared: readonly Language[],
): Announcement['kind'] {
  if (disappeared.length > 0) return 'withdrawn';
  if (before?.lastEventAt == null && appeared.length > 0) return 'published';
  if (after.corrections.length > (before?.corrections.length ?? 0)) return 'corrected';
  return appeared.length > 0 ? 'variant-added' : 'edited';
}

function touchedFeeds(
  before: Release | null,
  after: Release,
  language: Language,
  rule: CutRule,
): TouchedFeeds | null {
  const cuts = new Map<string, Cut>();
  for (const release of [before, after]) {
    for (const cut of publicVariantOf(release, language, rule)?.cuts ?? []) cuts.set(cutSegment(cut), cut);
  }
  return cuts.size === 0 ? null : { language, cuts: [...cuts.values()] };
}
