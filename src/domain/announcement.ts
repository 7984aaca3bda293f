import { LANGUAGES, type Language } from '../base/locale/language.ts';
import type { Cut } from './feed-name.ts';
import { isPublic, type Release } from './release.ts';
import { type CutRule, cutSegment, standing } from './timeline.ts';

/** What a change of a release means to those who follow it. A correction may also bring a language. */
export interface Announcement {
  readonly number: number;
  readonly revision: number;
  readonly kind: 'published' | 'variant-added' | 'corrected' | 'withdrawn' | 'edited';
  /** The languages that are public now and were not before. */
  readonly appeared: readonly Language[];
  /** The languages that were public before and are not now. */
  readonly disappeared: readonly Language[];
  /** Of every language that is or was public: its feeds tell of the others. */
  readonly touched: readonly TouchedFeeds[];
}

/** The feeds of one language that a change is seen in. */
export interface TouchedFeeds {
  readonly language: Language;
  readonly cuts: readonly Cut[];
}

/** Null when the public sees nothing of the change. Pure. */
export function announcementOf(before: Release | null, after: Release, cuts: CutRule): Announcement | null {
  const was = LANGUAGES.filter((language) => before !== null && isPublic(before, language));
  const is = LANGUAGES.filter((language) => isPublic(after, language));
  if (was.length === 0 && is.length === 0) return null;
  const appeared = is.filter((language) => !was.includes(language));
  const disappeared = was.filter((language) => !is.includes(language));
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
    for (const cut of standing(release, language, rule)?.cuts ?? []) cuts.set(cutSegment(cut), cut);
  }
  return cuts.size === 0 ? null : { language, cuts: [...cuts.values()] };
}
